package dev.halley.json;

/**
 * Keeps numbers of very many digits out of arithmetic: turning a million digits into a number takes seconds, which
 * anybody could ask for.
 *
 * <p>Thread-safety: stateless.
 */
final class LongNumbers {

    private LongNumbers() {}

    /**
     * @param json a well-formed JSON text
     * @throws IllegalArgumentException if it has a number of more than {@value RawJson#MAX_NUMBER_LENGTH} characters
     */
    static void refuse(String json) {
        if (json.length() <= RawJson.MAX_NUMBER_LENGTH) {
            return;
        }
        int at = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (c == '"') {
                at = afterString(json, at);
            } else if (isPart(c)) {
                int end = end(json, at);
                if (end - at > RawJson.MAX_NUMBER_LENGTH) {
                    throw new IllegalArgumentException(
                            "A number has more than " + RawJson.MAX_NUMBER_LENGTH + " characters.");
                }
                at = end;
            } else {
                at++;
            }
        }
    }

    /** @return where the number ends that starts at a place of a well-formed JSON text */
    static int end(String json, int start) {
        int at = start;
        while (at < json.length() && isPart(json.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int afterString(String json, int start) {
        int at = start + 1;
        while (json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return at + 1;
    }

    private static boolean isPart(char c) {
        return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
    }
}
