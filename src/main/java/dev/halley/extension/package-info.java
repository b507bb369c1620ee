/**
 * The built-in extensions: acknowledged messages, time synchronisation, time stamps, activity, binary data.
 *
 * <p>They use the public API only. May use: {@code api}, {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.extension;

import org.jspecify.annotations.NullMarked;
