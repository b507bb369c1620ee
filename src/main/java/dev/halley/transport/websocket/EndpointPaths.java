package dev.halley.transport.websocket;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the endpoint of one URL pattern is reached. Clients append {@code /handshake} and the like, or the version of
 * somebody's protocol; over HTTP the servlet serves all of that.
 *
 * <p>Thread-safety: immutable.
 *
 * @param exact the path itself
 * @param withSlash the same with a slash after it
 * @param withSegment a template of the same with one segment after it
 */
record EndpointPaths(String exact, Optional<String> withSlash, Optional<String> withSegment) {

    private static final String ALL_BELOW = "/*";

    /** @return the URL patterns that have a path, each once: those configured, else the servlet's own, sorted */
    static List<String> withPath(List<String> configured, List<String> mappings) {
        return (configured.isEmpty() ? mappings : configured)
                .stream()
                        // A suffix pattern such as *.cometd has no path of its own.
                        .filter(pattern -> pattern.startsWith("/"))
                        .distinct()
                        .sorted()
                        .toList();
    }

    /** @param path of a request, below the application's. @return whether it is one of these */
    boolean matches(String path) {
        return path.equals(exact)
                || withSlash.filter(path::equals).isPresent()
                || withSegment.isPresent()
                        && path.startsWith(exact + "/")
                        && path.length() > exact.length() + 1
                        && path.indexOf('/', exact.length() + 1) < 0;
    }

    /** @return a URL pattern for filters that all of these match, and others below */
    String filterPattern() {
        boolean below = withSegment.isPresent() || exact.equals("/");
        return below ? exact.equals("/") ? ALL_BELOW : exact + ALL_BELOW : exact;
    }

    /** @param patterns URL patterns of a servlet; of two with the same path the wider one counts */
    static List<EndpointPaths> of(List<String> patterns) {
        Map<String, EndpointPaths> paths = new LinkedHashMap<>();
        for (String pattern : patterns) {
            EndpointPaths one = of(pattern);
            paths.merge(one.exact, one, (first, second) -> first.withSegment.isEmpty() ? second : first);
        }
        return paths.values().stream()
                .map(path -> new EndpointPaths(
                        path.exact, path.withSlash.filter(slash -> !paths.containsKey(slash)), path.withSegment))
                .toList();
    }

    private static EndpointPaths of(String pattern) {
        String path =
                pattern.endsWith(ALL_BELOW) ? pattern.substring(0, pattern.length() - ALL_BELOW.length()) : pattern;
        if (path.isEmpty()) {
            // Everything in the application, other endpoints among it, is below its root.
            return new EndpointPaths("/", Optional.empty(), Optional.empty());
        }
        boolean below = !path.equals(pattern);
        return new EndpointPaths(
                path,
                below ? Optional.of(path + "/") : Optional.empty(),
                below ? Optional.of(path + "/{segment}") : Optional.empty());
    }
}
