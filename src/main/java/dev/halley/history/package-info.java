/**
 * What channels keep of what is published on them, in memory, and in files besides if the server is given a directory.
 *
 * <p>May use: {@code history.store}, {@code spi}, {@code api}, {@code protocol}, {@code config}.
 */
@NullMarked
package dev.halley.history;

import org.jspecify.annotations.NullMarked;
