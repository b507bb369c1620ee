package dev.halley.protocol;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A legal channel name, channel pattern ({@code *}, {@code **} as the last segment) or template ({@code {name}}
 * segments). Bayeux section 2.2.
 *
 * <p>Thread-safety: immutable.
 */
public final class ChannelId {

    private ChannelId() {}

    /**
     * @param name such as {@code /chat/demo}; a trailing slash is dropped
     * @throws IllegalArgumentException if the name is not legal; the message names the fault
     */
    public static ChannelId of(String name) {
        throw new UnsupportedOperationException();
    }

    /** @return the channel, or empty if the name is not legal (templates are not legal here: they are server-side only) */
    public static Optional<ChannelId> parse(@Nullable String name) {
        throw new UnsupportedOperationException();
    }

    /** @return whether it is {@code /meta/**} */
    public boolean isMeta() {
        throw new UnsupportedOperationException();
    }

    /** @return whether it is {@code /service/**} */
    public boolean isService() {
        throw new UnsupportedOperationException();
    }

    /** @return whether it is neither meta nor service */
    public boolean isBroadcast() {
        throw new UnsupportedOperationException();
    }

    /** @return whether it ends in {@code *} or {@code **} */
    public boolean isWild() {
        throw new UnsupportedOperationException();
    }

    /** @return whether it ends in {@code **} */
    public boolean isDeepWild() {
        throw new UnsupportedOperationException();
    }

    /** @return whether it has {@code {name}} segments */
    public boolean isTemplate() {
        throw new UnsupportedOperationException();
    }

    /** @return the number of segments, at least 1 */
    public int depth() {
        throw new UnsupportedOperationException();
    }

    public String segment(int index) {
        throw new UnsupportedOperationException();
    }

    /** @return the channel one segment shorter, or null for one of a single segment */
    public @Nullable ChannelId parent() {
        throw new UnsupportedOperationException();
    }

    /**
     * @return the names of all patterns that match this channel, itself not included: {@code /a/b} gives {@code /**},
     *     {@code /a/**}, {@code /a/*}; from the root to the leaf; for a pattern, the wider patterns
     */
    public List<ChannelId> wilds() {
        throw new UnsupportedOperationException();
    }

    /** @return whether this pattern (or plain channel) matches the given plain channel */
    public boolean matches(ChannelId channel) {
        throw new UnsupportedOperationException();
    }

    /** @return the template's variables bound to a channel of the same depth and shape; empty if it does not fit */
    public Optional<Map<String, String>> bind(ChannelId channel) {
        throw new UnsupportedOperationException();
    }
}
