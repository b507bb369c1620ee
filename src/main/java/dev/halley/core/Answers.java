package dev.halley.core;

import dev.halley.protocol.Encoded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies to the messages of one request, gathered until all are handled.
 *
 * <p>Thread-safety: confined to the request's thread.
 */
final class Answers {

    private final List<Encoded> first = new ArrayList<>(1);
    private final List<Encoded> replies = new ArrayList<>();
    private @Nullable CoreSession session;
    private @Nullable HeldConnect toHold;
    private boolean handshaken;
    private boolean connects;
    private int connect;

    /** @return replies that go before all events: that to a handshake */
    List<Encoded> first() {
        return first;
    }

    List<Encoded> replies() {
        return replies;
    }

    boolean isEmpty() {
        return first.isEmpty() && replies.isEmpty();
    }

    /** @return the one session that the request's messages are of; null as long as none was valid */
    @Nullable CoreSession session() {
        return session;
    }

    void session(CoreSession theirs) {
        session = theirs;
    }

    /** @return whether the request made its session */
    boolean handshaken() {
        return handshaken;
    }

    void handshakenBy(CoreSession theirs) {
        session = theirs;
        handshaken = true;
    }

    /** @return whether one of the replies is to a connect */
    boolean connects() {
        return connects;
    }

    /** @param number of the connect, as {@link SessionTimes} gave it */
    void connectAnswered(int number) {
        connects = true;
        connect = number;
    }

    /** @return the number of the connect that is answered, if there is one */
    int connect() {
        return connect;
    }

    /** @return the connect that may be held instead of answered, or null */
    @Nullable HeldConnect toHold() {
        return toHold;
    }

    void toHold(HeldConnect connect) {
        toHold = connect;
    }
}
