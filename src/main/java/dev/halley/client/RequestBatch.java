package dev.halley.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are sent together: one POST request or one frame.
 *
 * <p>Thread-safety: immutable.
 *
 * @param exchanges the exchanges of the messages; confined to the client's strand
 * @param text the array of messages
 */
record RequestBatch(List<Exchange> exchanges, String text) {

    /** @return whether it is a lone message of that kind */
    boolean is(Exchange.Kind kind) {
        return exchanges.size() == 1 && exchanges.get(0).kind() == kind;
    }

    /** @return whether it is a lone connect that the server may hold */
    boolean mayBeHeld() {
        return is(Exchange.Kind.CONNECT)
                && !exchanges
                        .get(0)
                        .message()
                        .field("advice")
                        .map(advice -> advice.text().equals("{\"timeout\":0}"))
                        .orElse(false);
    }

    /** @return what may be appended to the URL, for the benefit of logs and proxies; empty unless a lone meta message */
    String path() {
        if (exchanges.size() != 1) {
            return "";
        }
        return switch (exchanges.get(0).kind()) {
            case HANDSHAKE -> "/handshake";
            case CONNECT -> "/connect";
            case DISCONNECT -> "/disconnect";
            default -> "";
        };
    }

    // Two packets are never the same, though they may look alike.

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
