package dev.halley.config;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happens to messages on the channels of a pattern for a client that is slower than the channel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param pattern a broadcast channel, or a pattern
 * @param policy such as {@code drop-oldest} or {@code latest(symbol)}
 */
public record OverflowRule(String pattern, String policy) {

    /** The rules of a setting, each channel or pattern once. */
    static final ValueType<List<OverflowRule>> LIST = new ValueType<>(
                    "",
                    "rules such as /ticks/**=latest or /jobs/*=catch-up, each channel or pattern once; the policies are disconnect,"
                            + " drop-oldest, drop-newest, latest, latest(<member of data>) and catch-up",
                    OverflowRule::parse)
            .listOf(OverflowRule::pattern);

    private static final Pattern RULE = Pattern.compile("(" + HistoryRule.CHANNEL + ") *= *"
            + "(disconnect|drop-oldest|drop-newest|latest(?:\\([A-Za-z0-9_.$-]{1,64}\\))?|catch-up)");

    /** @param text such as {@code /ticks/**=latest} */
    static Optional<OverflowRule> parse(String text) {
        Matcher matcher = RULE.matcher(text);
        return matcher.matches() && HistoryRule.isBroadcast(matcher.group(1))
                ? Optional.of(new OverflowRule(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /** As a record's own, which would keep the class loader of the application. */
    @Override
    public boolean equals(Object other) {
        return other instanceof OverflowRule that && pattern.equals(that.pattern) && policy.equals(that.policy);
    }

    @Override
    public int hashCode() {
        return pattern.hashCode();
    }
}
