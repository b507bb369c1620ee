package dev.halley.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much history the channels of a pattern keep.
 *
 * <p>Thread-safety: immutable.
 *
 * @param pattern a broadcast channel, or a pattern
 * @param messages the maximum number of messages; 0 for none
 * @param time how long messages are kept at most; zero for none
 */
public record HistoryRule(String pattern, int messages, Duration time) {

    private static final String SEGMENT = "/[A-Za-z0-9_!~()$@#+.-]+";
    /** A channel or pattern, as the rules of settings name it. */
    static final String CHANNEL = "(?:" + SEGMENT + ")*(?:" + SEGMENT + "|/\\*\\*?)";

    private static final Pattern RULE =
            Pattern.compile("(" + CHANNEL + ") *= *(?:([1-9][0-9]{0,6})/([1-9][0-9]{0,8})(ms|s|m|h|d)|(none))");
    private static final Pattern NO_BROADCAST = Pattern.compile("/(meta|service)/.*");
    private static final int MOST = 1_000_000;
    private static final Duration LONGEST = Duration.ofDays(366);

    /** The rules of a setting, each channel or pattern once. */
    static final ValueType<List<HistoryRule>> LIST = new ValueType<>(
                    "",
                    "rules such as /chat/**=100/10m or /chat/secret=none, each channel or pattern once; times in ms, s, m, h or d, at"
                            + " most 1000000 messages and 366d",
                    HistoryRule::parse)
            .listOf(HistoryRule::pattern);

    /** @param text such as {@code /chat/**=100/10m}, or {@code /chat/secret=none} */
    static Optional<HistoryRule> parse(String text) {
        Matcher matcher = RULE.matcher(text);
        if (!matcher.matches() || !isBroadcast(matcher.group(1))) {
            return Optional.empty();
        }
        if (matcher.group(5) != null) {
            return Optional.of(new HistoryRule(matcher.group(1), 0, Duration.ZERO));
        }
        int messages = Integer.parseInt(matcher.group(2));
        Duration time = time(Long.parseLong(matcher.group(3)), matcher.group(4));
        return messages > MOST || time.compareTo(LONGEST) > 0
                ? Optional.empty()
                : Optional.of(new HistoryRule(matcher.group(1), messages, time));
    }

    static boolean isBroadcast(String channel) {
        return !NO_BROADCAST.matcher(channel).matches();
    }

    static Duration time(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    /** As a record's own, which would keep the class loader of the application. */
    @Override
    public boolean equals(Object other) {
        return other instanceof HistoryRule that
                && pattern.equals(that.pattern)
                && messages == that.messages
                && time.equals(that.time);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }
}
