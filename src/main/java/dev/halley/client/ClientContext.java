package dev.halley.client;

import dev.halley.protocol.Advice.Reconnect;

/**
 * The parts that the classes of one client share.
 *
 * <p>Thread-safety: as its parts.
 *
 * @param strand runs the whole protocol
 * @param time the client's time
 * @param holder the transport in use
 * @param extensions those of the application
 * @param acknowledgements the extension {@code ack}
 * @param notifier calls the application
 * @param connection the state of the connection to the server
 * @param futures those that wait for a handshake, a connection or the end
 * @param positions the positions reached on channels with history
 * @param maxMessageSize the maximum size of an outgoing message, in bytes
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
