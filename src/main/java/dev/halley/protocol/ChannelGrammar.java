package dev.halley.protocol;

import org.jspecify.annotations.Nullable;

/**
 * Says which channel names are legal.
 *
 * <p>A name is {@code /} and segments divided by {@code /}, with at most one {@code /} at the end, which does not
 * count. A segment is one or more ASCII letters, digits, or of {@code - _ ! ~ ( ) $ @} (Bayeux section 2.1), or blank,
 * {@code # + .} (which CometD takes, too). The last segment may be {@code *} or {@code **}; a star stands nowhere else.
 * In templates, a segment may be <code>{name}</code>; each name once, and a template has no star.
 *
 * <p>Thread-safety: stateless.
 */
final class ChannelGrammar {

    private static final boolean[] LEGAL = new boolean[128];

    static {
        String legal = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_!~()$@ #+.";
        legal.chars().forEach(c -> LEGAL[c] = true);
    }

    private ChannelGrammar() {}

    /** @return what is wrong with a name, as the end of a sentence; null if it is legal */
    static @Nullable String fault(String name, boolean templates) {
        if (name.length() > ChannelId.MAX_LENGTH) {
            return "is longer than " + ChannelId.MAX_LENGTH + " characters";
        }
        if (name.isEmpty() || name.charAt(0) != '/') {
            return "does not start with a slash";
        }
        int end = endOf(name);
        int depth = 0;
        for (int start = 1; start <= end; depth++) {
            int slash = name.indexOf('/', start);
            int stop = slash < 0 || slash > end ? end : slash;
            String fault = depth == ChannelId.MAX_DEPTH
                    ? "has more than " + ChannelId.MAX_DEPTH + " segments"
                    : segmentFault(name, start, stop, stop == end, templates);
            if (fault != null) {
                return fault;
            }
            start = stop + 1;
        }
        return templates && name.indexOf('{') >= 0 ? templateFault(name.substring(0, end)) : null;
    }

    /** @return where a legal name ends when the slash at the end does not count */
    static int endOf(String name) {
        int length = name.length();
        return length > 1 && name.charAt(length - 1) == '/' ? length - 1 : length;
    }

    private static @Nullable String segmentFault(String name, int start, int stop, boolean last, boolean templates) {
        if (start == stop) {
            return "has an empty segment";
        }
        if (name.charAt(start) == '*') {
            int stars = stop - start;
            boolean wild = last && (stars == 1 || stars == 2 && name.charAt(start + 1) == '*');
            return wild ? null : "has a star that is not the whole last segment";
        }
        boolean variable = templates && stop - start > 2 && name.charAt(start) == '{' && name.charAt(stop - 1) == '}';
        int from = variable ? start + 1 : start;
        int to = variable ? stop - 1 : stop;
        for (int i = from; i < to; i++) {
            char c = name.charAt(i);
            if (c >= LEGAL.length || !LEGAL[c]) {
                return "has a character that is not allowed at position " + (i + 1);
            }
        }
        return null;
    }

    private static @Nullable String templateFault(String name) {
        if (name.endsWith("*")) {
            return "has both variables and a star";
        }
        String[] segments = name.substring(1).split("/");
        for (int i = 0; i < segments.length; i++) {
            for (int other = i + 1; other < segments.length; other++) {
                if (segments[i].startsWith("{") && segments[i].equals(segments[other])) {
                    return "has a variable twice";
                }
            }
        }
        return null;
    }
}
