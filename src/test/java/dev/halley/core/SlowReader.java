package dev.halley.core;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A client on a socket that takes one frame when the test says so.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class SlowReader {

    private final TestPeer peer;
    private final TestCore server;
    private int looked;
    private int mostWaiting;

    private SlowReader(TestCore server, TestPeer peer) {
        this.server = server;
        this.peer = peer;
    }

    /** @param ext of its handshake. @return one that is subscribed, and whose next frame is on its way */
    static SlowReader on(TestCore server, String ext, String... channels) {
        TestPeer peer = server.webSocket();
        peer.handshakeWithEvents(ext);
        peer.connect();
        List.of(channels).forEach(peer::subscribe);
        peer.received();
        peer.last().connection().forget();
        SlowReader reader = new SlowReader(server, peer);
        peer.last().connection().completeWhenTold();
        return reader;
    }

    TestPeer peer() {
        return peer;
    }

    boolean isThere() {
        return server.knows(peer);
    }

    /** Something waits in its socket, so that what comes next waits in its queue. */
    SlowReader blocked() {
        server.session(peer).deliver(null, "/blocks", 0);
        return this;
    }

    int waiting() {
        int waiting = server.core().waiting(server.session(peer)).messages();
        mostWaiting = Math.max(mostWaiting, waiting);
        return waiting;
    }

    int mostWaiting() {
        return mostWaiting;
    }

    /** @return how many it has missed */
    long dropped() {
        return server.core().waiting(server.session(peer)).dropped();
    }

    /** Takes a frame. @return false if there was none */
    boolean takes() {
        waiting();
        return peer.last().connection().complete();
    }

    /** Takes all there is. */
    SlowReader takesAll() {
        while (takes()) {
            waiting();
        }
        return this;
    }

    /** @return what came since the last look, but for what blocked it */
    List<String> got() {
        List<String> got = new ArrayList<>();
        List<Encoded> all = peer.last().connection().messages();
        for (Encoded message : all.subList(looked, all.size())) {
            if (message.message() instanceof ChannelMessage event
                    && !event.channel().equals("/blocks")) {
                got.add(message.text());
            }
        }
        looked = all.size();
        return got;
    }

    /** @return the data of that */
    List<String> data() {
        List<String> data = new ArrayList<>();
        List<Encoded> all = peer.last().connection().messages();
        for (Encoded message : all.subList(looked, all.size())) {
            if (message.message() instanceof ChannelMessage event
                    && !event.channel().equals("/blocks")) {
                data.add(Objects.requireNonNull(event.data()).text());
            }
        }
        looked = all.size();
        return data;
    }
}
