package dev.halley.benchmark.bayeux;

/**
 * Finds fields in the compact JSON of replies.
 *
 * <p>Thread-safety: immutable.
 */
final class Json {

    private Json() {}

    /** @return the text of a field without escapes; empty if there is none */
    static String text(String json, String field) {
        String key = "\"" + field + "\":\"";
        int at = json.indexOf(key);
        if (at < 0) {
            return "";
        }
        int start = at + key.length();
        return json.substring(start, json.indexOf('"', start)).replace("\\/", "/");
    }
}
