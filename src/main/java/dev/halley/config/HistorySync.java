package dev.halley.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When writes to a history's files are forced to the disk, and therefore what an acknowledged publish survives.
 *
 * <p>Thread-safety: immutable.
 *
 * @param kind before the publish is acknowledged, at intervals, or never
 * @param interval how long a write waits at most before it is forced; zero unless the kind is {@link Kind#INTERVAL}
 */
public record HistorySync(Kind kind, Duration interval) {

    /** When something is forced. */
    public enum Kind {
        /** Before a publish is acknowledged: it survives a power cut. */
        ALWAYS,
        /**
         * Within an interval: a publish survives the death of the process at once, and a power cut after the interval.
         */
        INTERVAL,
        /** When the operating system decides: a publish survives the death of the process. */
        NEVER
    }

    /** Each second. */
    static final HistorySync BY_DEFAULT = new HistorySync(Kind.INTERVAL, Duration.ofSeconds(1));

    static final ValueType<HistorySync> TYPE =
            new ValueType<>("", "always, never, or an interval up to 1 h such as interval(1s)", HistorySync::parse);

    private static final Pattern TEXT = Pattern.compile("(always)|(never)|interval\\(([1-9][0-9]{0,6})(ms|s|m)\\)");

    /** @param text such as {@code always}, {@code interval(1s)} or {@code never} */
    static Optional<HistorySync> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        if (matcher.group(3) == null) {
            return Optional.of(new HistorySync(matcher.group(1) == null ? Kind.NEVER : Kind.ALWAYS, Duration.ZERO));
        }
        Duration interval = HistoryRule.time(Long.parseLong(matcher.group(3)), matcher.group(4));
        return interval.compareTo(Duration.ofHours(1)) > 0
                ? Optional.empty()
                : Optional.of(new HistorySync(Kind.INTERVAL, interval));
    }

    /** Written out, since a record's own would keep the class loader of the application. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HistorySync that && kind == that.kind && interval.equals(that.interval);
    }

    @Override
    public int hashCode() {
        return 31 * kind.ordinal() + interval.hashCode();
    }
}
