package dev.halley.boot;

import dev.halley.config.ServerConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The servlet on which clients reach the server, as web.xml declares it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param initParams its init-params
 * @param mappings its URL patterns
 */
record Entrance(Map<String, String> initParams, List<String> mappings) {

    /** The servlet's usual name, which counts more than its class. */
    static final String NAME = "halley";

    /** @return the servlet of that name, else the first of the class in the order of names; empty if there is none */
    static Optional<Entrance> find(ServletContext context, String servletClass) {
        Map<String, ? extends ServletRegistration> servlets = context.getServletRegistrations();
        ServletRegistration named = servlets.get(NAME);
        if (named != null) {
            return Optional.of(of(named));
        }
        return servlets.values().stream()
                .filter(servlet -> servletClass.equals(servlet.getClassName()))
                .min(Comparator.comparing(ServletRegistration::getName))
                .map(Entrance::of);
    }

    /** @return where there is no servlet: no init-params, and no path */
    static Entrance none() {
        return new Entrance(Map.of(), List.of());
    }

    private static Entrance of(ServletRegistration servlet) {
        return new Entrance(Map.copyOf(servlet.getInitParameters()), List.copyOf(servlet.getMappings()));
    }

    /** @return the URL patterns of the WebSocket endpoint that have a path: those configured, else the servlet's own, sorted */
    List<String> webSocketPaths(ServerConfig config) {
        Collection<String> patterns = config.webSocket().urlMappings().isEmpty()
                ? mappings
                : config.webSocket().urlMappings();
        return patterns.stream()
                // A suffix pattern such as *.cometd has no path of its own.
                .filter(pattern -> pattern.startsWith("/"))
                .distinct()
                .sorted()
                .toList();
    }

    /** @return a regular expression for the paths, below the application's own, that are not the servlet's */
    String otherPaths() {
        return mappings.stream()
                .map(Entrance::expression)
                .sorted()
                .collect(Collectors.joining("|", "(?!(?:", ")$)[\\s\\S]*"));
    }

    private static String expression(String pattern) {
        if (pattern.endsWith("/*")) {
            return Pattern.quote(pattern.substring(0, pattern.length() - 2)) + "(?:/[\\s\\S]*)?";
        }
        return pattern.startsWith("*") ? "[\\s\\S]*" + Pattern.quote(pattern.substring(1)) : Pattern.quote(pattern);
    }
}
