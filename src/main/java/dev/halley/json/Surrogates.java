package dev.halley.json;

/**
 * Finds surrogates that stand alone in a JSON text, raw or escaped: text with such cannot be sent as UTF-8, and other
 * people's parsers refuse it.
 *
 * <p>Thread-safety: stateless.
 */
final class Surrogates {

    private static final int ESCAPE_LENGTH = 6;

    private Surrogates() {}

    /**
     * @param json a text in which a backslash only stands in strings; it need not be well-formed otherwise
     * @return the offset of the first surrogate without its other half, -1 when there is none
     */
    static int firstLone(String json) {
        int length = json.length();
        int at = 0;
        while (at < length) {
            char c = json.charAt(at);
            if (c == '\\') {
                int end = afterEscape(json, at);
                if (end < 0) {
                    return at;
                }
                at = end;
            } else if (!Character.isSurrogate(c)) {
                at++;
            } else if (at + 1 < length && Character.isSurrogatePair(c, json.charAt(at + 1))) {
                at += 2;
            } else {
                return at;
            }
        }
        return -1;
    }

    /** @return the offset after the escape, or after the pair of escapes that make one character; -1 for half a pair */
    private static int afterEscape(String json, int at) {
        int unit = unit(json, at);
        if (unit < 0) {
            return at + 2;
        }
        if (!Character.isSurrogate((char) unit)) {
            return at + ESCAPE_LENGTH;
        }
        int other = unit(json, at + ESCAPE_LENGTH);
        boolean pair = other >= 0 && Character.isSurrogatePair((char) unit, (char) other);
        return pair ? at + 2 * ESCAPE_LENGTH : -1;
    }

    /** @return the code unit that is escaped here by {@code \}{@code uXXXX}, -1 when there is no such escape */
    private static int unit(String json, int at) {
        if (at + ESCAPE_LENGTH > json.length() || json.charAt(at) != '\\' || json.charAt(at + 1) != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE_LENGTH; i++) {
            int digit = Character.digit(json.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }
}
