package dev.halley.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens to a channel's messages for a client that is slower than the channel, that is, when its
 * session's queue has no room for the next message. The queue holds at most {@code maxQueue} messages and {@code
 * maxQueueBytes} bytes.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what happens to the messages
 * @param member for {@link Kind#LATEST}, the member of {@code data} whose value groups the messages, so that only the
 *     newest of each value waits; null for one group of all messages of the channel, and for all other kinds
 * @since 0.1.0
 */
public record OverflowPolicy(Kind kind, @Nullable String member) {

    /** What happens when the queue is full. */
    public enum Kind {
        /** The session ends with the reason {@code queue_full}. */
        DISCONNECT("disconnect"),
        /** The oldest queued messages that may be dropped make room. */
        DROP_OLDEST("drop-oldest"),
        /** The new message is dropped. */
        DROP_NEWEST("drop-newest"),
        /** The new message replaces the queued one, whether the queue is full or not. */
        LATEST("latest"),
        /** The new message is read from the channel's history when there is room again. */
        CATCH_UP("catch-up");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** Ends the session. The default. */
    public static final OverflowPolicy DISCONNECT = new OverflowPolicy(Kind.DISCONNECT, null);

    /** Drops the oldest messages to make room. */
    public static final OverflowPolicy DROP_OLDEST = new OverflowPolicy(Kind.DROP_OLDEST, null);

    /** Drops the new message. */
    public static final OverflowPolicy DROP_NEWEST = new OverflowPolicy(Kind.DROP_NEWEST, null);

    /** Coalesces the channel's messages: at most one of them, the newest, waits for a session. */
    public static final OverflowPolicy LATEST = new OverflowPolicy(Kind.LATEST, null);

    /** Reads messages that found no room from the channel's history later. For channels that keep history. */
    public static final OverflowPolicy CATCH_UP = new OverflowPolicy(Kind.CATCH_UP, null);

    private static final String MEMBER = "[A-Za-z0-9_.$-]{1,64}";
    private static final Pattern TEXT = Pattern.compile("([a-z-]+)(?:\\((" + MEMBER + ")\\))?");
    private static final String ALLOWED =
            "disconnect, drop-oldest, drop-newest, latest, latest(<member of data>) and catch-up";

    /**
     * @throws IllegalArgumentException if there is a member and the kind is not {@link Kind#LATEST}, or if the member
     *     is not a legal name
     */
    public OverflowPolicy {
        if (member != null && (kind != Kind.LATEST || !member.matches(MEMBER))) {
            throw new IllegalArgumentException(
                    "Only 'latest' names a member of data, by 1 to 64 letters, digits and _.$-;" + " this was '"
                            + kind.text + "' with '" + member + "'.");
        }
    }

    /**
     * Coalesces messages by a member of {@code data}: for each of its values, at most one message, the newest, waits
     * for a session.
     *
     * @param member the member's name: 1 to 64 letters, digits and {@code _.$-}. Messages whose {@code data} lacks it
     *     form one group
     * @throws IllegalArgumentException if the name is not legal
     */
    public static OverflowPolicy latestBy(String member) {
        return new OverflowPolicy(Kind.LATEST, member);
    }

    /**
     * Parses a policy.
     *
     * @param text in the form of the setting {@code overflow}, such as {@code drop-oldest} or {@code latest(symbol)}
     * @throws IllegalArgumentException if there is no such policy
     */
    public static OverflowPolicy of(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (matcher.matches()) {
            for (Kind kind : Kind.values()) {
                boolean takesIt = matcher.group(2) == null || kind == Kind.LATEST;
                if (kind.text.equals(matcher.group(1)) && takesIt) {
                    return new OverflowPolicy(kind, matcher.group(2));
                }
            }
        }
        throw new IllegalArgumentException("There is no overflow policy '" + text + "'; there are " + ALLOWED + ".");
    }

    /** {@return the policy in the form of the setting {@code overflow}} */
    @Override
    public String toString() {
        return member == null ? kind.text : kind.text + "(" + member + ")";
    }
}
