@NullMarked
package io.gansieve;

import org.jspecify.annotations.NullMarked;
