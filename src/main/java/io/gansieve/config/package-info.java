/**
 * The effective configuration: records assembled from a YAML file, the environment and flags. May use the packages below it.
 */
@NullMarked
package io.gansieve.config;

import org.jspecify.annotations.NullMarked;
