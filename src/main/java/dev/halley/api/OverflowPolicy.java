package dev.halley.api;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a channel's messages for a client that is slower than the channel: when its session's queue, of at most {@code maxQueue}
 * messages and {@code maxQueueBytes} bytes, has no room for the next one.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind what is done
 * @param member of {@link Kind#LATEST}, the member of {@code data} whose value tells the messages apart of which the newest counts; null for all
 *     messages of the channel, and for all other kinds
 * @since 0.1.0
 */
public record OverflowPolicy(Kind kind, @Nullable String member) {

    /** What is done. */
    public enum Kind {
        /** The session ends, with the reason {@code queue_full}. */
        DISCONNECT("disconnect"),
        /** The oldest messages that wait, and may be dropped, make room. */
        DROP_OLDEST("drop-oldest"),
        /** The message that comes is dropped. */
        DROP_NEWEST("drop-newest"),
        /** The message that comes takes the place of the one that waits, whether the queue is full or not. */
        LATEST("latest"),
        /** The message that comes is read from the channel's history when there is room again. */
        CATCH_UP("catch-up");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    /** The session ends. The default. */
    public static final OverflowPolicy DISCONNECT = new OverflowPolicy(Kind.DISCONNECT, null);

    /** The oldest messages make room. */
    public static final OverflowPolicy DROP_OLDEST = new OverflowPolicy(Kind.DROP_OLDEST, null);

    /** What comes is dropped. */
    public static final OverflowPolicy DROP_NEWEST = new OverflowPolicy(Kind.DROP_NEWEST, null);

    /** At most one message of the channel waits for a session: the newest. */
    public static final OverflowPolicy LATEST = new OverflowPolicy(Kind.LATEST, null);

    /** What finds no room is read from the history later. For channels that keep history. */
    public static final OverflowPolicy CATCH_UP = new OverflowPolicy(Kind.CATCH_UP, null);

    private static final String MEMBER = "[A-Za-z0-9_.$-]{1,64}";
    private static final Pattern TEXT = Pattern.compile("([a-z-]+)(?:\\((" + MEMBER + ")\\))?");
    private static final String ALLOWED =
            "disconnect, drop-oldest, drop-newest, latest, latest(<member of data>) and catch-up";

    /** @throws IllegalArgumentException if there is a member and the kind is not {@link Kind#LATEST}, or it is no name */
    public OverflowPolicy {
        if (member != null && (kind != Kind.LATEST || !member.matches(MEMBER))) {
            throw new IllegalArgumentException(
                    "Only 'latest' names a member of data, by 1 to 64 letters, digits and _.$-;" + " this was '"
                            + kind.text + "' with '" + member + "'.");
        }
    }

    /**
     * Of each value of a member of {@code data}, at most one message waits for a session: the newest.
     *
     * @param member its name, of 1 to 64 letters, digits and {@code _.$-}. Messages whose {@code data} has no such member count as of one value
     * @throws IllegalArgumentException if that is no such name
     */
    public static OverflowPolicy latestBy(String member) {
        return new OverflowPolicy(Kind.LATEST, member);
    }

    /**
     * @param text as the setting {@code overflow} has it, such as {@code drop-oldest} or {@code latest(symbol)}
     * @throws IllegalArgumentException if it is none of those
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

    /** @return as the setting {@code overflow} has it */
    @Override
    public String toString() {
        return member == null ? kind.text : kind.text + "(" + member + ")";
    }
}
