package dev.halley.transport.websocket;

import dev.halley.protocol.MessageReader;
import dev.halley.spi.Gateway;
import dev.halley.spi.ServerEvents;
import java.util.concurrent.Executor;

/**
 * What all connections of one transport share.
 *
 * <p>Thread-safety: immutable.
 *
 * @param gateway the core
 * @param reader reads the messages
 * @param events told what goes wrong
 * @param workers runs what may wait for a peer that does not read
 * @param maxMessageSize characters of one incoming message
 * @param timeouts how long silence is borne
 * @param browserCookie the name of the cookie that tells the browser
 */
record Wiring(
        Gateway gateway,
        MessageReader reader,
        ServerEvents events,
        Executor workers,
        int maxMessageSize,
        Timeouts timeouts,
        String browserCookie) {}
