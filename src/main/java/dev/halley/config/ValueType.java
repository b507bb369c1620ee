package dev.halley.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of value: how its text is read, what is allowed in words, and in which unit it is counted.
 *
 * <p>Thread-safety: immutable.
 *
 * @param unit the unit for the documentation, such as {@code ms}; empty where there is none
 * @param allowed what is allowed, fit to follow "must be"
 * @param parser gives the value, or empty for a text that is not allowed
 */
record ValueType<T>(String unit, String allowed, Function<String, Optional<T>> parser) {

    /** The longest time that a browser's timer can wait. */
    static final int MAX_MILLIS = Integer.MAX_VALUE;

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final int MAX_PORT = 65_535;
    private static final Pattern ADDRESS = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):([1-9][0-9]{0,4})");
    /** As the grammar of channels has it, with 64 segments at most. */
    private static final Pattern BROADCAST_CHANNEL =
            Pattern.compile("(?!/(meta|service)/)(/[A-Za-z0-9_!~()$@#+. -]+){0,63}/([A-Za-z0-9_!~()$@#+. -]+|[*][*]?)");

    private static final int MAX_CHANNEL = 1_024;
    private static final Pattern CLASS_NAME =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(\\.[\\p{L}_$][\\p{L}\\p{N}_$]*)*");

    Optional<T> parse(String text) {
        return parser.apply(text);
    }

    static ValueType<Boolean> flag() {
        return new ValueType<>("", "true or false", text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        });
    }

    static ValueType<Long> longNumber(String unit, long min, long max) {
        String words = unit.isEmpty() ? "a whole number" : "a whole number of " + unit;
        return new ValueType<>(unit, words + " from " + min + " to " + max, text -> wholeNumber(text)
                .filter(number -> number >= min && number <= max));
    }

    static ValueType<Integer> number(String unit, int min, int max) {
        return longNumber(unit, min, max).map(Math::toIntExact);
    }

    static ValueType<Duration> millis(int min) {
        ValueType<Duration> kind = longNumber("milliseconds", min, MAX_MILLIS).map(Duration::ofMillis);
        return new ValueType<>("ms", kind.allowed, kind.parser);
    }

    static ValueType<Duration> seconds(int min) {
        ValueType<Duration> kind = longNumber("seconds", min, MAX_MILLIS).map(Duration::ofSeconds);
        return new ValueType<>("s", kind.allowed, kind.parser);
    }

    static ValueType<String> text(String allowed, Predicate<String> valid) {
        return new ValueType<>("", allowed, text -> Optional.of(text).filter(valid));
    }

    static ValueType<String> text(String allowed, String pattern) {
        return text(allowed, Pattern.compile(pattern).asMatchPredicate());
    }

    /** One of some words, in any case; gives the value that belongs to the word. */
    static <T> ValueType<T> oneOf(String allowed, Map<String, T> values) {
        return new ValueType<>("", allowed, text -> Optional.ofNullable(values.get(text.toLowerCase(Locale.ROOT))));
    }

    /** A name of at most 100 bytes. */
    static ValueType<String> name() {
        return text("a name of at most 100 letters, digits and ._-", "[A-Za-z0-9._-]{1,100}");
    }

    /** Host and port, not resolved. */
    static ValueType<InetSocketAddress> address() {
        return new ValueType<>("", "a host and a port, such as 10.0.0.1:7800 or [::1]:7800", text -> {
            Matcher matcher = ADDRESS.matcher(text);
            return matcher.matches() && Integer.parseInt(matcher.group(2)) <= MAX_PORT
                    ? Optional.of(
                            InetSocketAddress.createUnresolved(matcher.group(1), Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        });
    }

    /** A URL that browsers may be told. */
    static ValueType<String> httpUrl() {
        return text("a URL such as https://a.example.org/cometd, without a user", ValueType::isHttpUrl);
    }

    private static boolean isHttpUrl(String text) {
        try {
            URI url = new URI(text);
            return ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null;
        } catch (URISyntaxException notOne) {
            return false;
        }
    }

    static ValueType<Path> file() {
        return text("the path of a file", "\\P{Cntrl}+").map(Path::of);
    }

    /** A relative one would depend on where the container was started. */
    static ValueType<Path> directory() {
        return new ValueType<>("", "the absolute path of a directory", text -> {
            try {
                return Optional.of(Path.of(text)).filter(Path::isAbsolute);
            } catch (InvalidPathException none) {
                return Optional.empty();
            }
        });
    }

    static ValueType<List<String>> broadcastChannels() {
        return text(
                        "broadcast channels or patterns of them, such as /prices/**",
                        name -> name.length() <= MAX_CHANNEL
                                && BROADCAST_CHANNEL.matcher(name).matches())
                .list();
    }

    static ValueType<List<String>> classNames() {
        return text("class names", CLASS_NAME.asMatchPredicate()).list();
    }

    /** Values of this kind between commas; repeated ones count once, an empty text gives an empty list. */
    ValueType<List<T>> list() {
        return new ValueType<>(unit, allowed + ", with commas between them", text -> {
            var values = new LinkedHashSet<T>();
            for (String item : text.split(",")) {
                Optional<T> value = item.isBlank() ? Optional.empty() : parser.apply(item.strip());
                if (value.isEmpty() && !item.isBlank()) {
                    return Optional.empty();
                }
                value.ifPresent(values::add);
            }
            return Optional.of(List.copyOf(new ArrayList<>(values)));
        });
    }

    /** Such a list, of which no two may be of the same name. */
    ValueType<List<T>> listOf(Function<T, String> name) {
        ValueType<List<T>> list = list();
        return new ValueType<>("", list.allowed, text -> list.parse(text)
                .filter(values -> values.stream().map(name).distinct().count() == values.size()));
    }

    <R> ValueType<R> map(Function<T, R> function) {
        return new ValueType<>(unit, allowed, text -> parser.apply(text).map(function));
    }

    /** This kind, or nothing, which an empty text means. */
    ValueType<Optional<T>> orNothing() {
        return map(Optional::of).orEmpty(Optional.empty());
    }

    /** This kind, and an empty text that means the given value. */
    ValueType<T> orEmpty(T value) {
        return new ValueType<>(
                unit, allowed + ", or empty", text -> text.isEmpty() ? Optional.of(value) : parser.apply(text));
    }

    /** This kind, and any negative number, which means the given value. */
    ValueType<T> orNegative(T value, String meaning) {
        return orNumber(number -> number < 0, value, ", or negative: " + meaning);
    }

    /** This kind, and any number below one, which means the given value. */
    ValueType<T> orNotPositive(T value, String meaning) {
        return orNumber(number -> number <= 0, value, ", or 0 or less: " + meaning);
    }

    private ValueType<T> orNumber(Predicate<Long> sentinel, T value, String words) {
        return new ValueType<>(
                unit,
                allowed + words,
                text -> wholeNumber(text).filter(sentinel).isPresent() ? Optional.of(value) : parser.apply(text));
    }

    private static Optional<Long> wholeNumber(String text) {
        return WHOLE_NUMBER.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    /** How many proxies are in front of the server; yes is one, no none. */
    static ValueType<Integer> proxies() {
        ValueType<Integer> count = number("proxies", 0, 100);
        return new ValueType<>(
                "", "true or false, or " + count.allowed(), text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(1);
                    case "false" -> Optional.of(0);
                    default -> count.parse(text);
                });
    }
}
