/**
 * {@code bench coverage}: what generators cover of data whose modes are known. A {@link io.gansieve.bench.coverage.CoverageSet} is
 * such data; everything around a run, as its budget, checkpoints, tables and curves, is here.
 */
@NullMarked
package io.gansieve.bench.coverage;

import org.jspecify.annotations.NullMarked;
