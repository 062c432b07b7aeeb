/** Which forgers help the detector: rows and table. */
@NullMarked
package io.gansieve.bench.forgers;

import org.jspecify.annotations.NullMarked;
