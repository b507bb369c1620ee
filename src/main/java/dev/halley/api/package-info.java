/**
 * What services, extensions, policies and applications program against.
 *
 * <p>Order promise: messages of one request are handled in order; events from one publisher to one channel reach a
 * given subscriber in order; nothing is promised between channels.
 *
 * <p>May use: {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.api;

import org.jspecify.annotations.NullMarked;
