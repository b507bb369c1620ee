package dev.halley.benchmark.bayeux;

import dev.halley.benchmark.net.Loop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * One session of the load, whatever protocol it speaks.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
public abstract class Member {

    /** How a member talks to the server. */
    public enum Transport {
        /** Over WebSocket. */
        WEBSOCKET("websocket"),
        /** Over one HTTP connection that is used for everything. */
        LONG_POLLING("long-polling"),
        /** The response to a /meta/connect is a stream of server-sent events; everything else is as with long-polling. */
        STREAMING("streaming"),
        /** As Faye's clients do in browsers: events come by a GET of a connection of its own, replies by POSTs. */
        EVENT_SOURCE("eventsource"),
        /** Over WebSocket, in the protocol of Socket.IO. */
        SOCKET_IO("");

        private final String wireName;

        Transport(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /** What is done with what a member gets. */
    public interface Listener {
        /** The handshake was answered. */
        default void shaken(Member member) {}

        /** The session stands: subscribed, and its first /meta/connect answered; the next one follows, to be held. */
        default void ready(Member member) {}

        /** A frame or response with messages came; they are told next. */
        default void received(Member member) {}

        /** An event came. */
        default void event(Member member, int stream, int number, long nanos) {}

        /** A publish was acknowledged. */
        default void published(Member member) {}

        /** A {@link #subscribe} was acknowledged. */
        default void subscribed(Member member) {}

        /** The server answered the /meta/disconnect. */
        default void disconnected(Member member) {}

        /** Something went wrong; the run is void. */
        void failed(Member member, String why);
    }

    /**
     * Where and what the members of a load are alike in.
     *
     * @param history whether they ask for the history of channels
     */
    public record Setup(
            Loop loop, InetSocketAddress address, String path, Payload payload, Listener listener, boolean history) {

        /** Of members that do not ask for history. */
        public Setup(Loop loop, InetSocketAddress address, String path, Payload payload, Listener listener) {
            this(loop, address, path, payload, listener, false);
        }
    }

    private final Listener listener;
    private final int index;
    private long receivedAt;

    Member(Listener listener, int index) {
        this.listener = listener;
        this.index = index;
    }

    /**
     * @param index its number among the members, for the listener's own books
     * @param subscriptions channels that it subscribes to, or rooms that it joins
     */
    public static Member of(Setup setup, Transport transport, int index, List<String> subscriptions) {
        return transport == Transport.SOCKET_IO
                ? new SocketIoMember(setup, index, subscriptions)
                : new BayeuxMember(setup, transport, index, subscriptions);
    }

    /** @return the number given when it was made */
    public final int index() {
        return index;
    }

    /** @return when the frame or response came whose messages are being told, by {@link System#nanoTime} */
    public final long receivedAt() {
        return receivedAt;
    }

    /**
     * Connects, shakes hands, subscribes, and, with Bayeux, connects in its sense.
     *
     * @throws IOException if the system gives no socket
     */
    public abstract void open() throws IOException;

    /** Says goodbye; the connection is closed when the server has answered. */
    public abstract void disconnect();

    /** Cuts the connection without a word. */
    public abstract void cut();

    /**
     * Subscribes to one more channel, once the session stands.
     *
     * @throws UnsupportedOperationException if that is not Bayeux
     */
    public void subscribe(String channel) {
        throw new UnsupportedOperationException("only members that speak Bayeux subscribe later");
    }

    /** Writes a publish to what is going to be sent. */
    public abstract void publish(StringBuilder publishes, String channel, Payload.Numbers numbers);

    /** Sends publishes that were written by {@link #publish}. */
    public abstract void send(StringBuilder publishes);

    final Listener listener() {
        return listener;
    }

    /** A frame or response has come. */
    final void arrived() {
        receivedAt = System.nanoTime();
        listener.received(this);
    }

    final void tell(byte[] bytes, int payload) {
        listener.event(
                this, Payload.stream(bytes, payload), Payload.number(bytes, payload), Payload.nanos(bytes, payload));
    }
}
