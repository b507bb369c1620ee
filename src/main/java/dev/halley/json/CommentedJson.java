package dev.halley.json;

/**
 * Wraps JSON in a comment and unwraps it, as clients of 2008 wanted it against script inclusion.
 *
 * <p>Thread-safety: stateless.
 */
public final class CommentedJson {

    private static final String OPEN = "/*";
    private static final String CLOSE = "*/";

    private CommentedJson() {}

    /**
     * @param json a well-formed JSON text
     * @return the text in a comment that nothing in the text can end
     */
    public static String wrap(String json) {
        // In JSON these two characters only stand in strings, where a slash may be escaped.
        return OPEN + json.replace(CLOSE, "*\\/") + CLOSE;
    }

    /** @return what is in the comment; the text itself when it is not wrapped in one */
    public static String unwrap(String text) {
        String trimmed = text.strip();
        boolean wrapped = trimmed.length() >= OPEN.length() + CLOSE.length()
                && trimmed.startsWith(OPEN)
                && trimmed.endsWith(CLOSE);
        return wrapped ? trimmed.substring(OPEN.length(), trimmed.length() - CLOSE.length()) : text;
    }
}
