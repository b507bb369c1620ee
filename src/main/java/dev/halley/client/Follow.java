package dev.halley.client;

import dev.halley.json.RawJson;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows one channel with history: delivers messages in order, each once, or reports that some are lost. It knows
 * neither time nor network; docs/client-recovery.md has its table.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Follow {

    /** How many messages are held while a subscribe is unanswered. */
    static final int MOST_HELD = 10_000;

    private static final int MOST_FORMER = 8;
    private static final int MOST_OWN = 1_000;
    private static final int MOST_PASSES = 3;

    /** Where the channel stands. */
    enum State {
        /** There is no position: the channel is plain, or nothing is known yet. */
        NONE,
        /** The position is known; what comes next is handed on. */
        LIVE,
        /** Something may be missing: a resubscription is due. */
        DOUBT,
        /** A subscribe was sent and has no reply. */
        JOINING
    }

    /** What comes out of it. */
    interface Output {

        /** The position is another; told before the message that it is of. */
        void reached(String channel, Position position);

        /** The message is to be handed on. */
        void deliver(Message message);

        /** The application is to be told. */
        void tell(Recovery recovery);

        /** A resubscription is wanted. */
        void doubt();
    }

    /** What the last subscribe has given. */
    private enum Given {
        NOTHING,
        REQUEST,
        POSITION
    }

    /** @param epoch the message's; null if none was known */
    private record Held(
            Message message, HistoryMark mark, @Nullable String epoch) {

        /** {@return the message with no other epoch than the one that it names} */
        private Held asNamed() {
            return new Held(message, mark, mark.epoch());
        }
    }

    private final String channel;
    private final HistoryOptions options;
    private final Output output;
    private State state = State.NONE;
    private @Nullable Position position;
    /** What is asked for while there is no position. */
    private @Nullable RawJson request;
    /** Whether the application has brought the position from an earlier run of the program. */
    private boolean restored;
    /** Whether the server has said that messages come, of which the first gives the position. */
    private boolean open;
    /** Whether messages up to the position may still be on their way. */
    private boolean soft;

    private final KnownEpochs epochs = new KnownEpochs();
    private final Deque<Position> former = new ArrayDeque<>();
    private boolean isVoid;
    private int passes;
    private boolean byGap;
    private @Nullable Object asked;
    private Given given = Given.NOTHING;
    private final List<Held> held = new ArrayList<>();
    /** What was held and can be known, until the response that has the reply is read. */
    private List<Held> released = List.of();

    private boolean overflowed;
    private boolean doubtWhenAnswered;
    private boolean voidWhenAnswered;
    /** Up to where messages were there when the subscribe was answered. */
    private long joinedAt = -1;
    /** Whether the server sends the client what it published itself; null while that is not known. */
    private @Nullable Boolean echo;

    private final Set<Position> own = new LinkedHashSet<>();

    /** @param start brought from an earlier run of the program; null for none */
    Follow(String channel, HistoryOptions options, @Nullable Position start, Output output) {
        this.channel = channel;
        this.options = options;
        this.output = output;
        this.request = options.first().orElse(null);
        this.restored = start != null && !options.isFresh();
        this.position = restored ? start : options.position().orElse(null);
        if (position != null) {
            state = State.DOUBT;
        }
    }

    String channel() {
        return channel;
    }

    State state() {
        return state;
    }

    /** @return whether there is something to ask for, besides what comes from now on */
    boolean isNamed() {
        return position != null || open;
    }

    Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    // ---- messages

    void arrived(Message message, HistoryMark mark) {
        if (!released.isEmpty() && mark.offset() >= released.get(0).mark().offset()) {
            responseRead();
        }
        String epoch = epochs.of(mark);
        if (state != State.JOINING) {
            take(message, mark, epoch);
        } else if (held.size() < MOST_HELD) {
            held.add(new Held(message, mark, epoch));
        } else {
            held.clear();
            overflowed = true;
        }
    }

    private void take(Message message, HistoryMark mark, @Nullable String epoch) {
        if (epoch == null) {
            if (isNamed()) {
                // It comes again, and is known then.
                doubt();
            } else if (request == null) {
                // Without an epoch it has no position.
                output.deliver(message);
            }
            return;
        }
        Position at = new Position(epoch, mark.offset());
        if (position == null) {
            // Between what was to come first and this one others may be missing, if there is doubt.
            if (state != State.DOUBT) {
                handOn(message, mark, at);
            }
        } else if (mark.lost()) {
            gap(message, mark, at);
        } else if (!isRepeated(at)) {
            if (isNext(mark, at) && !isVoid) {
                handOn(message, mark, at);
            } else {
                gap(message, mark, at);
            }
        }
    }

    private boolean isRepeated(Position at) {
        Position here = position;
        boolean behind = !soft && here != null && at.epoch().equals(here.epoch()) && at.offset() <= here.offset();
        return behind
                || former.stream().anyMatch(left -> left.epoch().equals(at.epoch()) && at.offset() <= left.offset());
    }

    private boolean isNext(HistoryMark mark, Position at) {
        Position here = position;
        if (here == null) {
            return true;
        }
        if (soft && at.offset() <= here.offset()) {
            return true;
        }
        return at.epoch().equals(here.epoch()) ? mark.after() <= here.offset() : mark.after() == here.offset();
    }

    private void gap(Message message, HistoryMark mark, Position at) {
        if (state == State.LIVE && passes >= MOST_PASSES) {
            output.tell(lost(Recovery.GAP, new Position(at.epoch(), Math.max(at.offset() - 1, 0)), 0, false));
            handOn(message, mark, at);
            return;
        }
        isVoid |= mark.lost();
        if (state == State.LIVE) {
            state = State.DOUBT;
            byGap = true;
            output.doubt();
        }
    }

    private void handOn(Message message, HistoryMark mark, Position at) {
        passes = 0;
        boolean mine = own.contains(at);
        if (echo == null && own.stream().anyMatch(left -> isBetween(left, mark.after(), at))) {
            echo = false;
        } else if (mine && at.offset() > joinedAt) {
            echo = true;
        }
        if (state == State.NONE) {
            state = State.LIVE;
        }
        Position here = position;
        if (!soft || here == null || at.offset() > here.offset()) {
            moveTo(at);
        }
        if (!mine || !Boolean.FALSE.equals(echo)) {
            output.deliver(message.at(at));
        }
    }

    private static boolean isBetween(Position left, long after, Position at) {
        return left.epoch().equals(at.epoch()) && left.offset() > after && left.offset() < at.offset();
    }

    private void moveTo(Position to) {
        Position from = position;
        if (from != null && !from.epoch().equals(to.epoch())) {
            former.addFirst(from);
            if (former.size() > MOST_FORMER) {
                former.removeLast();
            }
        }
        position = to;
        epochs.forgetBefore(to);
        output.reached(channel, to);
        open = false;
        soft = false;
        restored = false;
        own.removeIf(left -> left.epoch().equals(to.epoch()) && left.offset() <= to.offset());
    }

    /** The reply to a connect says up to where everything was sent, or left out on purpose. */
    void considered(HistoryMark mark) {
        if (mark.lost()) {
            lost();
            return;
        }
        String epoch = epochs.of(mark);
        if (epoch != null && !open && (state == State.NONE || state == State.LIVE)) {
            Position at = new Position(epoch, mark.offset());
            Position here = position;
            if (here == null || at.offset() > here.offset()) {
                long after = here == null ? at.offset() : here.offset();
                if (echo == null && own.stream().anyMatch(left -> isBetween(left, after, at) || left.equals(at))) {
                    echo = false;
                }
                state = State.LIVE;
                moveTo(at);
            }
        }
    }

    private void lost() {
        if (state == State.JOINING) {
            doubtWhenAnswered = true;
            voidWhenAnswered = true;
        } else if (state != State.NONE) {
            isVoid = true;
            doubt();
        }
    }

    /** The reply to a publish of this client has told its position. */
    void published(Position at) {
        Position here = position;
        boolean passed = here != null && here.epoch().equals(at.epoch()) && at.offset() <= here.offset();
        if (!passed && own.add(at) && own.size() > MOST_OWN) {
            own.remove(own.iterator().next());
        }
    }

    // ---- subscriptions

    /**
     * A subscribe is about to be sent.
     *
     * @param token tells this subscribe from others
     * @return what it says of the channel; empty for nothing
     */
    Optional<RawJson> ask(Object token) {
        responseRead();
        if (byGap) {
            byGap = false;
            passes++;
        }
        asked = token;
        state = State.JOINING;
        doubtWhenAnswered = false;
        voidWhenAnswered = false;
        if (position != null) {
            given = Given.POSITION;
            return Optional.of(options.after(position));
        }
        given = request == null ? Given.NOTHING : Given.REQUEST;
        return Optional.ofNullable(request);
    }

    /** @param reply what the reply says of the channel; null for nothing */
    void answered(Object token, @Nullable HistoryReply reply) {
        if (asked != token || state != State.JOINING) {
            return;
        }
        asked = null;
        isVoid = false;
        open = false;
        state = State.LIVE;
        released = heldUntil(reply);
        doubtWhenAnswered |= released.size() != held.size() || overflowed;
        overflowed = false;
        held.clear();
        if (reply == null) {
            unsupported();
        } else {
            boolean goesOn = goesOn(reply);
            if (!goesOn && position != null) {
                epochs.leave(position);
            }
            epochs.goOnFrom(goesOn ? position : null, reply.position());
            joinedAt = reply.position().offset();
            join(reply);
        }
    }

    /**
     * The response that had the reply to a subscribe is read. Messages that stand before what another connection has brought sooner may have come in
     * it, so only now comes what was held.
     */
    void responseRead() {
        List<Held> meanwhile = released;
        released = List.of();
        meanwhile.forEach(
                one -> take(one.message(), one.mark(), one.epoch() == null ? epochs.of(one.mark()) : one.epoch()));
        if (doubtWhenAnswered && state != State.JOINING) {
            doubtWhenAnswered = false;
            if (isNamed()) {
                isVoid |= voidWhenAnswered;
                doubt();
            }
        }
    }

    /**
     * Releases what is held. Messages above the reply's position, and those that the reply brings, were sent after the reply. The message that
     * names their epoch may arrive later, in the response that carries the reply, so their epoch is determined only then. Of the others, one
     * that names no epoch is left out if nobody knows it: an earlier reply was lost, or this one brings other messages than were asked for.
     *
     * @return the messages whose epoch is known, or will be
     */
    private List<Held> heldUntil(@Nullable HistoryReply reply) {
        long top = reply == null ? Position.MAX_OFFSET : reply.position().offset();
        boolean brings = reply != null && reply.count() > 0;
        boolean elsewhere = brings && given == Given.POSITION && !goesOn(reply);
        boolean unsure = elsewhere || epochs.isUnsure() && position != null;
        return held.stream()
                .filter(one ->
                        !unsure || one.mark().epoch() != null || one.mark().offset() > top)
                .map(one -> brings || one.mark().offset() > top ? one.asNamed() : one)
                .toList();
    }

    private boolean goesOn(HistoryReply reply) {
        return given == Given.POSITION && reply.recovers();
    }

    private void unsupported() {
        if (given != Given.NOTHING) {
            output.tell(lost(Recovery.UNSUPPORTED, null, 0, false));
        }
        forget();
    }

    private void join(HistoryReply reply) {
        if (given == Given.POSITION && !(reply.following() && reply.recovered() == null)) {
            if (Boolean.TRUE.equals(reply.recovered())) {
                recover(reply);
            } else {
                lose(reply);
            }
        } else if (given == Given.REQUEST && reply.count() > 0) {
            tellRecovered(reply);
            open();
        } else if (given != Given.POSITION) {
            moveTo(reply.position());
            soft = reply.following();
        }
    }

    private void recover(HistoryReply reply) {
        tellRecovered(reply);
        if (reply.count() == 0) {
            moveTo(reply.position());
        }
    }

    private void tellRecovered(HistoryReply reply) {
        output.tell(new Recovery(channel, reply.position(), reply.count(), null, reply.truncated()));
    }

    private void lose(HistoryReply reply) {
        String reason = reply.reason() == null ? "unknown" : reply.reason();
        output.tell(lost(reason, reply.position(), reply.count(), reply.truncated()));
        if (reply.count() > 0) {
            request = options.orLast().orElse(request);
            former.clear();
            open();
        } else {
            moveTo(reply.position());
        }
    }

    private Recovery lost(String reason, @Nullable Position at, int count, boolean truncated) {
        return new Recovery(channel, at, count, reason, truncated);
    }

    /** The next message gives the position. */
    private void open() {
        position = null;
        open = true;
        state = State.NONE;
    }

    /** There is no reply to the subscribe, and there will be none. */
    void unanswered(Object token) {
        if (asked == token && state == State.JOINING) {
            interrupted();
            epochs.replyLost();
        }
    }

    /** A request, or a connect, has ended without its reply: something may have been in that. */
    void replyLost() {
        if (state == State.JOINING) {
            doubtWhenAnswered = true;
        } else if (state == State.LIVE || open && state == State.NONE) {
            doubt();
        }
    }

    /** A session begins that knows nothing of the channel. */
    void sessionBegins() {
        epochs.sessionBegins();
        if (state == State.LIVE || state == State.JOINING || open) {
            interrupted();
        }
    }

    private void interrupted() {
        asked = null;
        held.clear();
        released = List.of();
        overflowed = false;
        doubtWhenAnswered = false;
        state = State.NONE;
        if (isNamed()) {
            doubt();
        }
    }

    private void doubt() {
        state = State.DOUBT;
        output.doubt();
    }

    /** The session has no history: what was promised cannot be kept. */
    void unsupportedBySession() {
        if (position != null || options.needsHistory()) {
            output.tell(lost(Recovery.UNSUPPORTED, null, 0, false));
        }
        forget();
    }

    /** Nothing is known of the channel any more. */
    void forget() {
        asked = null;
        held.clear();
        released = List.of();
        doubtWhenAnswered = false;
        position = null;
        open = false;
        former.clear();
        own.clear();
        epochs.forget();
        state = State.NONE;
    }
}
