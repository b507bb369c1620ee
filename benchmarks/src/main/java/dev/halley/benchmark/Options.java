package dev.halley.benchmark;

import java.util.HashMap;
import java.util.Map;

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
        if (arguments.length % 2 == 0) {
            throw new IllegalArgumentException("Wanted is a command, then options as \"--name value\".");
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!arguments[i].startsWith("--")) {
                throw new IllegalArgumentException(
                        "\"" + arguments[i] + "\" is not an option; those start with \"--\".");
            }
            values.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return new Options(arguments[0], values);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    int number(String name, int otherwise) {
        return values.containsKey(name) ? Integer.parseInt(values.get(name)) : otherwise;
    }
}
