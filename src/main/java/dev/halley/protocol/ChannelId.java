package dev.halley.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A legal channel name, channel pattern ({@code *} or {@code **} as the last segment) or template ({@code {name}}
 * segments). Bayeux section 2.2.
 *
 * <p>Segments consist of ASCII letters, digits, blanks and the characters <code>- _ ! ~ ( ) $ @ # + .</code> Two names
 * are equal if they have the same characters; a trailing slash does not count.
 *
 * <p>Thread-safety: immutable (segments and patterns are cached in benign races).
 *
 * @since 0.1.0
 */
public final class ChannelId {

    /** The maximum number of characters of a name. */
    public static final int MAX_LENGTH = 1_024;

    /** The maximum number of segments of a name; each costs one pattern lookup per publish. */
    public static final int MAX_DEPTH = 64;

    private static final String META = "/meta/";
    private static final String SERVICE = "/service/";

    private final String name;
    private final int depth;
    private String @Nullable [] segments;
    private @Nullable List<ChannelId> wilds;

    /** @param name legal, without a slash at the end */
    private ChannelId(String name) {
        this.name = name;
        int slashes = 0;
        for (int at = 0; at >= 0; at = name.indexOf('/', at + 1)) {
            slashes++;
        }
        this.depth = slashes;
    }

    /**
     * Parses a name.
     *
     * @param name such as {@code /chat/demo}; a trailing slash is dropped
     * @throws IllegalArgumentException if the name is not legal; the message says why
     */
    public static ChannelId of(String name) {
        String fault = ChannelGrammar.fault(name, true);
        if (fault != null) {
            String shown = name.length() > MAX_LENGTH ? "" : " '" + name + "'";
            throw new IllegalArgumentException("The channel name" + shown + " " + fault + ".");
        }
        return new ChannelId(name.substring(0, ChannelGrammar.endOf(name)));
    }

    /**
     * {@return the channel, or empty if the name is not legal. Templates are not legal here: they exist on the server
     * only}
     */
    public static Optional<ChannelId> parse(@Nullable String name) {
        if (name == null || ChannelGrammar.fault(name, false) != null) {
            return Optional.empty();
        }
        return Optional.of(new ChannelId(name.substring(0, ChannelGrammar.endOf(name))));
    }

    /** {@return whether it is below {@code /meta/}} */
    public boolean isMeta() {
        return name.startsWith(META);
    }

    /** {@return whether it is below {@code /service/}} */
    public boolean isService() {
        return name.startsWith(SERVICE);
    }

    /** {@return whether it is neither a meta nor a service channel} */
    public boolean isBroadcast() {
        return !isMeta() && !isService();
    }

    /** {@return whether applications can publish on it: it is neither a meta channel nor a pattern nor a template} */
    public boolean isPlain() {
        return !isMeta() && !isWild() && !isTemplate();
    }

    /** {@return whether it is a pattern: it ends in {@code *} or {@code **}} */
    public boolean isWild() {
        return name.charAt(name.length() - 1) == '*';
    }

    /** {@return whether it ends in {@code **}} */
    public boolean isDeepWild() {
        return name.endsWith("**");
    }

    /** {@return whether it has {@code {name}} segments} */
    public boolean isTemplate() {
        return name.indexOf('{') >= 0;
    }

    /** {@return the number of segments, from 1 to {@value #MAX_DEPTH}} */
    public int depth() {
        return depth;
    }

    /**
     * {@return one segment}
     *
     * @param index from 0
     * @throws IndexOutOfBoundsException if there is no such segment
     */
    public String segment(int index) {
        return segments()[index];
    }

    private String[] segments() {
        String[] result = segments;
        if (result == null) {
            result = new String[depth];
            int start = 1;
            for (int i = 0; i < depth; i++) {
                int stop = name.indexOf('/', start);
                result[i] = name.substring(start, stop < 0 ? name.length() : stop);
                start = stop + 1;
            }
            segments = result;
        }
        return result;
    }

    /** {@return the channel that is one segment shorter, or null if there is only one segment} */
    public @Nullable ChannelId parent() {
        return depth == 1 ? null : new ChannelId(name.substring(0, name.lastIndexOf('/')));
    }

    /**
     * {@return all patterns that match this channel, from the root to the leaf, without the channel itself: {@code
     * /a/b} gives {@code /**}, {@code /a/**} and {@code /a/*}. For a pattern or template, the wider patterns}
     */
    public List<ChannelId> wilds() {
        List<ChannelId> result = wilds;
        if (result == null) {
            result = widerPatterns();
            wilds = result;
        }
        return result;
    }

    private List<ChannelId> widerPatterns() {
        if (isTemplate()) {
            ChannelId pattern = pattern();
            List<ChannelId> patterns = new ArrayList<>(pattern.wilds());
            patterns.add(pattern);
            return List.copyOf(patterns);
        }
        List<ChannelId> patterns = new ArrayList<>(depth + 1);
        int slash = 0;
        for (int i = 0; i < depth; i++) {
            patterns.add(new ChannelId(name.substring(0, slash) + "/**"));
            slash = name.indexOf('/', slash + 1);
        }
        if (isDeepWild()) {
            patterns.remove(depth - 1);
        } else if (!isWild()) {
            patterns.add(new ChannelId(name.substring(0, name.lastIndexOf('/')) + "/*"));
        }
        return List.copyOf(patterns);
    }

    /**
     * {@return whether this pattern, template or plain channel matches a channel}
     *
     * @param channel a plain channel; a pattern or template is matched only by its equal
     */
    public boolean matches(ChannelId channel) {
        if (channel.isWild() || channel.isTemplate() || !isWild() && !isTemplate()) {
            return equals(channel);
        }
        if (isTemplate()) {
            return fits(channel);
        }
        int prefix = name.lastIndexOf('/') + 1;
        boolean deepEnough = isDeepWild() ? channel.depth >= depth : channel.depth == depth;
        return deepEnough && channel.name.regionMatches(0, name, 0, prefix);
    }

    /**
     * {@return the values that a channel of the same depth and shape gives the template's variables; empty if the
     * channel does not match}
     */
    public Optional<Map<String, String>> bind(ChannelId channel) {
        if (channel.isWild() || channel.isTemplate() || !fits(channel)) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        for (int i = 0; i < depth; i++) {
            String segment = segment(i);
            if (isVariable(segment)) {
                variables.put(segment.substring(1, segment.length() - 1), channel.segment(i));
            }
        }
        return Optional.of(Map.copyOf(variables));
    }

    private boolean fits(ChannelId channel) {
        if (channel.depth != depth) {
            return false;
        }
        for (int i = 0; i < depth; i++) {
            if (!isVariable(segment(i)) && !segment(i).equals(channel.segment(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isVariable(String segment) {
        return segment.charAt(0) == '{';
    }

    /**
     * {@return for a template the narrowest pattern that matches every channel that the template matches, such as
     * {@code /chat/*} for <code>/chat/{room}</code>; otherwise this object}
     */
    public ChannelId pattern() {
        int variable = name.indexOf('{');
        if (variable < 0) {
            return this;
        }
        boolean last = name.indexOf('/', variable) < 0;
        return new ChannelId(name.substring(0, variable) + (last ? "*" : "**"));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof ChannelId that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** {@return the name, without a trailing slash} */
    @Override
    public String toString() {
        return name;
    }
}
