/** What false labels do to a running service, beside the same service without them. */
@NullMarked
package io.gansieve.bench.poisoning;

import org.jspecify.annotations.NullMarked;
