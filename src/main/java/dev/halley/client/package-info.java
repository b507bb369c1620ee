/**
 * The Java client. {@link dev.halley.client.BayeuxClient} connects to any Bayeux server over WebSocket, HTTP streaming
 * or long-polling, with the JDK's own {@code java.net.http}.
 *
 * <p>May use: {@code protocol}, {@code json}. All that is public here is supported API.
 */
@NullMarked
package dev.halley.client;

import org.jspecify.annotations.NullMarked;
