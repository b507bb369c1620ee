package dev.halley.transport.websocket;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The headers of an upgrade request in one text, since they are kept as long as the connection lives and hardly ever
 * read.
 *
 * <p>Thread-safety: immutable.
 */
final class HeaderBlock {

    /** What only the upgrade itself needed. */
    private static final Set<String> SPENT =
            Set.of("connection", "upgrade", "sec-websocket-key", "sec-websocket-version", "sec-websocket-extensions");

    private final String lines;

    private HeaderBlock(String lines) {
        this.lines = lines;
    }

    static HeaderBlock of(Map<String, List<String>> headers) {
        return of(headers.keySet(), headers::get);
    }

    static HeaderBlock of(HttpServletRequest request) {
        return of(Collections.list(request.getHeaderNames()), name -> Collections.list(request.getHeaders(name)));
    }

    private static HeaderBlock of(Collection<String> names, Function<String, List<String>> valuesOf) {
        StringBuilder lines = new StringBuilder();
        for (String name : names) {
            if (!SPENT.contains(name.toLowerCase(Locale.ROOT))) {
                for (String value : valuesOf.apply(name)) {
                    lines.append(name).append(':').append(value).append('\n');
                }
            }
        }
        return new HeaderBlock(lines.toString());
    }

    /** @return all headers with their values, as the client wrote their names */
    Map<String, List<String>> all() {
        Map<String, List<String>> all = new LinkedHashMap<>();
        lines.lines().forEach(line -> {
            int colon = line.indexOf(':');
            all.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>(1))
                    .add(line.substring(colon + 1));
        });
        return all;
    }

    /** @return all values of a header, its name in any case */
    List<String> values(String name) {
        List<String> values = new ArrayList<>(1);
        int start = 0;
        while (start < lines.length()) {
            int end = lines.indexOf('\n', start);
            if (lines.regionMatches(true, start, name, 0, name.length())
                    && lines.startsWith(":", start + name.length())) {
                values.add(lines.substring(start + name.length() + 1, end));
            }
            start = end + 1;
        }
        return List.copyOf(values);
    }
}
