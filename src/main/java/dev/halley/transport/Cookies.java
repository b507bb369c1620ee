package dev.halley.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the values of one cookie in {@code Cookie} headers. RFC 6265 section 4.2.
 *
 * <p>The containers' own parsing is not used: over WebSocket there is none, and they differ in what they do about cookies
 * that others set badly.
 *
 * <p>Thread-safety: stateless.
 */
public final class Cookies {

    private Cookies() {}

    /** @return the values in their order, without the quotes that may be around them */
    public static List<String> values(List<String> headers, String name) {
        List<String> values = new ArrayList<>(1);
        for (String header : headers) {
            int start = 0;
            while (start < header.length()) {
                int semicolon = header.indexOf(';', start);
                int end = semicolon < 0 ? header.length() : semicolon;
                int equals = header.indexOf('=', start);
                int nameEnd = equals < 0 || equals > end ? end : equals;
                if (header.substring(start, nameEnd).trim().equals(name)) {
                    values.add(unquoted(
                            header.substring(Math.min(nameEnd + 1, end), end).trim()));
                }
                start = end + 1;
            }
        }
        return values;
    }

    /** @return the first value, which is that of the longest path */
    public static Optional<String> first(List<String> headers, String name) {
        return values(headers, name).stream().findFirst();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
