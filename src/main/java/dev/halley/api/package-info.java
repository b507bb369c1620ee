/**
 * The API of the server: the types that services, extensions, policies and applications use.
 *
 * <p>Ordering: the server handles the messages of one request in order. A subscriber receives the events of one
 * publisher on one channel in order. There is no order between channels.
 *
 * <p>May use: {@code protocol}, {@code json}.
 */
@NullMarked
package dev.halley.api;

import org.jspecify.annotations.NullMarked;
