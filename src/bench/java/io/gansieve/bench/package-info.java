/**
 * Measures this program beside its peers, every contender in a process of its own. Not a part of the service: built by the Maven
 * profile {@code bench} alone, which also brings the peers.
 */
@NullMarked
package io.gansieve.bench;

import org.jspecify.annotations.NullMarked;
