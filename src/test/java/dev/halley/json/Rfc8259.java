package dev.halley.json;

/**
 * Decides whether a text is JSON, by the grammar of RFC 8259 read naively, one method per rule; besides that it refuses
 * surrogates that stand alone and too deep nesting, as Halley does.
 *
 * <p>Thread-safety: confined to one call.
 */
final class Rfc8259 {

    private final String text;
    private final int maxDepth;
    private int at;

    private Rfc8259(String text, int maxDepth) {
        this.text = text;
        this.maxDepth = maxDepth;
    }

    static boolean accepts(String text, int maxDepth) {
        Rfc8259 checker = new Rfc8259(text, maxDepth);
        checker.space();
        if (!checker.value(0)) {
            return false;
        }
        checker.space();
        return checker.at == text.length();
    }

    private boolean value(int depth) {
        switch (peek()) {
            case '{':
                return depth < maxDepth && object(depth + 1);
            case '[':
                return depth < maxDepth && array(depth + 1);
            case '"':
                return string();
            case 't':
                return word("true");
            case 'f':
                return word("false");
            case 'n':
                return word("null");
            default:
                return number();
        }
    }

    private boolean object(int depth) {
        at++;
        space();
        if (take('}')) {
            return true;
        }
        do {
            space();
            if (peek() != '"' || !string()) {
                return false;
            }
            space();
            if (!take(':')) {
                return false;
            }
            space();
            if (!value(depth)) {
                return false;
            }
            space();
        } while (take(','));
        return take('}');
    }

    private boolean array(int depth) {
        at++;
        space();
        if (take(']')) {
            return true;
        }
        do {
            space();
            if (!value(depth)) {
                return false;
            }
            space();
        } while (take(','));
        return take(']');
    }

    private boolean string() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            boolean fine = c == '\\' ? escape() : c >= ' ' && raw(c);
            if (!fine) {
                return false;
            }
        }
        return false;
    }

    private boolean raw(char c) {
        if (c < '\uD800' || c > '\uDFFF') {
            return true;
        }
        boolean pair = c <= '\uDBFF' && peek() >= '\uDC00' && peek() <= '\uDFFF';
        at++;
        return pair;
    }

    private boolean escape() {
        char c = peek();
        at++;
        if (c != 'u') {
            return c != 0 && "\"\\/bfnrt".indexOf(c) >= 0;
        }
        int unit = hex();
        if (unit < 0xD800 || unit > 0xDFFF) {
            return unit >= 0;
        }
        if (unit > 0xDBFF || !take('\\') || !take('u')) {
            return false;
        }
        int other = hex();
        return other >= 0xDC00 && other <= 0xDFFF;
    }

    private int hex() {
        if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            return -1;
        }
        at += 4;
        return Integer.parseInt(text.substring(at - 4, at), 16);
    }

    private boolean number() {
        take('-');
        if (!take('0') && !digits()) {
            return false;
        }
        if (take('.') && !digits()) {
            return false;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            return digits();
        }
        return true;
    }

    private boolean digits() {
        int start = at;
        while (peek() >= '0' && peek() <= '9') {
            at++;
        }
        return at > start;
    }

    private boolean word(String word) {
        boolean there = text.startsWith(word, at);
        at += word.length();
        return there;
    }

    private void space() {
        while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
            at++;
        }
    }

    private boolean take(char c) {
        if (at >= text.length() || text.charAt(at) != c) {
            return false;
        }
        at++;
        return true;
    }

    /** The character here; U+0000, which is nowhere legal, at the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
