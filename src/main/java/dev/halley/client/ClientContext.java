package dev.halley.client;

import dev.halley.protocol.Advice.Reconnect;

/**
 * The parts that the classes of one client share.
 *
 * <p>Thread-safety: as its parts.
 *
 * @param strand on which all of the protocol happens
 * @param time the client's time
 * @param holder the transport in use
 * @param extensions those of the application
 * @param acknowledgements the extension {@code ack}
 * @param notifier to the application
 * @param connection where the client stands with its server
 * @param futures those who wait for something
 * @param positions how far the client has come on channels with history
 * @param maxMessageSize how many bytes a message may have that is sent
 */
record ClientContext(
        Strand strand,
        ClientTime time,
        TransportHolder holder,
        ExtensionChain extensions,
        Acknowledgements acknowledgements,
        ListenerNotifier notifier,
        ConnectionState connection,
        PendingFutures futures,
        Positions positions,
        int maxMessageSize) {

    /** Takes new advice, and the hosts that it names if the client is to go to them. */
    void take(SessionAdvice advice) {
        connection.advice(advice);
        if (!advice.urls().isEmpty() && advice.reconnect() != Reconnect.RETRY) {
            holder.urls().advise(advice.urls());
        }
    }
}
