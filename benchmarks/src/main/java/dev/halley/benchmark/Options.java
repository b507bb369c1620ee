package dev.halley.benchmark;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What was asked for: a command, and options with a value each.
 *
 * <p>Thread-safety: immutable.
 */
record Options(String command, Map<String, String> values) {

    Options {
        values = Map.copyOf(values);
    }

    static Options parse(String[] arguments) {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("Wanted is a command, then options as \"--name value\".");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException(
                        "\"" + arguments[i] + "\" is not an option; those start with \"--\".");
            }
            boolean valued = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
            values.put(arguments[i].substring(2), valued ? arguments[++i] : "true");
        }
        return new Options(arguments[0], values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return values.containsKey(name) ? Integer.parseInt(values.get(name)) : otherwise;
    }

    /** @return the constant that was named, in lower case and with hyphens */
    <E extends Enum<E>> E choice(String name, Class<E> type, E otherwise) {
        String given = text(name, "");
        return given.isEmpty() ? otherwise : constant(name, given, type);
    }

    /** @return the constants that were named, with commas between; all of them if none was */
    <E extends Enum<E>> Set<E> choices(String name, Class<E> type) {
        Set<E> chosen = EnumSet.noneOf(type);
        words(name).forEach(word -> chosen.add(constant(name, word, type)));
        return chosen.isEmpty() ? EnumSet.allOf(type) : chosen;
    }

    private static <E extends Enum<E>> E constant(String name, String given, Class<E> type) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> spelled(constant).equals(given))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("\"--" + name + " " + given + "\" is none of "
                        + Stream.of(type.getEnumConstants())
                                .map(Options::spelled)
                                .toList() + "."));
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @return whether it was given, with nothing or with {@code true} behind it */
    boolean flag(String name) {
        return Boolean.parseBoolean(text(name, "false"));
    }

    /** @return what was given with commas between; nothing if it was not given */
    List<String> words(String name) {
        return words(name, List.of());
    }

    /** @return what was given with commas between */
    List<String> words(String name, List<String> otherwise) {
        return values.containsKey(name) ? List.of(values.get(name).split(",")) : otherwise;
    }

    Options with(String name, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(name, value);
        return new Options(command, changed);
    }
}
