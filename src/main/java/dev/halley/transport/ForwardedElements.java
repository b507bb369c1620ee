package dev.halley.transport;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Takes {@code Forwarded} headers apart. RFC 7239 section 4.
 *
 * <p>Thread-safety: stateless.
 */
final class ForwardedElements {

    private ForwardedElements() {}

    /** @return the parameters of each element, by their names in lower case */
    static List<Map<String, String>> of(List<String> headers) {
        List<Map<String, String>> elements = new ArrayList<>();
        for (String header : headers) {
            for (String element : split(header, ',')) {
                if (!element.isEmpty()) {
                    elements.add(parameters(element));
                }
            }
        }
        return elements;
    }

    private static Map<String, String> parameters(String element) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : split(element, ';')) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(
                        pair.substring(0, equals).trim().toLowerCase(Locale.ROOT),
                        unquoted(pair.substring(equals + 1).trim()));
            }
        }
        return parameters;
    }

    /** @return the trimmed parts between separators, those within quotes not counted */
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>(1);
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                parts.add(text.substring(start, i).trim());
                start = i + 1;
            }
        }
        parts.add(text.substring(start).trim());
        return parts;
    }

    static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1") : value;
    }
}
