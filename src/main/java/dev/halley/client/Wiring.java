package dev.halley.client;

import dev.halley.protocol.Advice.Reconnect;

/**
 * The parts that the classes of one client share.
 *
 * <p>Thread-safety: as its parts.
 *
 * @param strand on which all of the protocol happens
 * @param time the client's time
 * @param carrier the transport in use
 * @param extensions those of the application
 * @param acknowledgements the extension {@code ack}
 * @param notices to the application
 * @param standing where the client stands with its server
 * @param waiters those who wait for something
 * @param maxMessageSize how many bytes a message may have that is sent
 */
record Wiring(
        Strand strand,
        ClientTime time,
        TransportHolder carrier,
        ExtensionChain extensions,
        Acknowledgements acknowledgements,
        ListenerNotifier notices,
        ConnectionState standing,
        PendingFutures waiters,
        int maxMessageSize) {

    /** Takes new advice, and the hosts that it names if the client is to go to them. */
    void take(SessionAdvice advice) {
        standing.advice(advice);
        if (!advice.hosts().isEmpty() && advice.reconnect() != Reconnect.RETRY) {
            carrier.hosts().advise(advice.hosts());
        }
    }
}
