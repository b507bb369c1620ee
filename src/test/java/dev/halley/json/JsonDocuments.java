package dev.halley.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Makes random JSON documents, and damages them.
 *
 * <p>Thread-safety: confined to one test.
 */
public final class JsonDocuments {

    private static final String[] SPACES = {"", "", "", "", " ", "\n", "\r\n", "\t", "  \n "};
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-1",
        "12",
        "1.50",
        "1e5",
        "1E+05",
        "-0.0e-7",
        "18446744073709551616",
        "123456789012345678901234567890.123456789012345678901234567890",
        "1e400"
    };
    private static final String[] CHUNKS = {
        "a",
        "Z",
        "é",
        "日本",
        "\uD83D\uDE00",
        "\\uD83D\\uDE00",
        "\\ud834\\uDD1E",
        "\\\\",
        "\\\"",
        "\\/",
        "\\n",
        "\\u0000",
        "\\u00e9",
        "]",
        "}",
        "{",
        "[",
        ",",
        ":",
        " ",
        "//",
        "/*",
        "*/",
        "</",
        "\u2028",
        "\\\\u",
        "\u007F"
    };
    private static final String DAMAGE = "{}[]\":,\\ud8DCe+-.019 \t\n\r\u0000\u0001\uD83D\uDE00\uFEFFtrufalsn/*'x";

    private final Random random;

    private final boolean longNumbers;

    public JsonDocuments(long seed) {
        this(seed, true);
    }

    private JsonDocuments(long seed, boolean longNumbers) {
        this.random = new Random(seed);
        this.longNumbers = longNumbers;
    }

    /** Without numbers that are kept as text but not made into numbers. */
    public static JsonDocuments withoutLongNumbers(long seed) {
        return new JsonDocuments(seed, false);
    }

    public String space() {
        if (random.nextInt(500) == 0) {
            return " ".repeat(random.nextInt(10_000));
        }
        return SPACES[random.nextInt(SPACES.length)];
    }

    public String string() {
        StringBuilder string = new StringBuilder("\"");
        for (int i = random.nextInt(6); i > 0; i--) {
            string.append(CHUNKS[random.nextInt(CHUNKS.length)]);
        }
        return string.append('"').toString();
    }

    /** A document whose arrays and objects nest at most so deep. */
    public String value(int depth) {
        int kind = random.nextInt(depth > 0 ? 5 : 3);
        if (kind == 0 && longNumbers && random.nextInt(100) == 0) {
            return "-1." + "7".repeat(random.nextInt(10_000) + 1) + "e+9";
        }
        if (kind == 0) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        if (kind < 3) {
            // Now and then longer than the buffer of the parser.
            return random.nextInt(200) == 0 ? '"' + "x".repeat(random.nextInt(10_000)) + '"' : string();
        }
        List<String> values = values(depth - 1);
        return kind == 3 ? array(values) : object(names(values.size()), values);
    }

    public List<String> values(int depth) {
        List<String> values = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            values.add(value(depth));
        }
        return values;
    }

    public List<String> names(int size) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            // The digit keeps them apart.
            names.add('"' + Integer.toString(i) + string().substring(1));
        }
        return names;
    }

    public String array(List<String> values) {
        StringBuilder array = new StringBuilder(space()).append('[').append(space());
        for (int i = 0; i < values.size(); i++) {
            array.append(i > 0 ? "," : "").append(space()).append(values.get(i)).append(space());
        }
        return array.append(']').append(space()).toString();
    }

    public String object(List<String> names, List<String> values) {
        StringBuilder object = new StringBuilder(space()).append('{').append(space());
        for (int i = 0; i < values.size(); i++) {
            object.append(i > 0 ? "," : "").append(space()).append(names.get(i)).append(space());
            object.append(':').append(space()).append(values.get(i)).append(space());
        }
        return object.append('}').append(space()).toString();
    }

    /** The document after one to three random edits; it may still be JSON. */
    public String damaged(String document) {
        StringBuilder damaged = new StringBuilder(document);
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(damaged.length() + 1);
            char c = DAMAGE.charAt(random.nextInt(DAMAGE.length()));
            if (at == damaged.length() || random.nextInt(3) == 0) {
                damaged.insert(at, c);
            } else if (random.nextBoolean()) {
                damaged.setCharAt(at, c);
            } else {
                damaged.delete(at, Math.min(damaged.length(), at + 1 + random.nextInt(3)));
            }
        }
        return damaged.toString();
    }
}
