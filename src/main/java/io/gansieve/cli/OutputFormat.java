package io.gansieve.cli;

/** How a command prints records. */
enum OutputFormat {
    /** Columns for people. */
    TABLE,
    /** One JSON object a line. */
    JSON
}
