package dev.halley.transport;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request went to, as its client wrote it: what trusted proxies tell, else what the container saw.
 *
 * <p>Thread-safety: immutable.
 *
 * @param scheme {@code http} or {@code https}; null where the container does not tell
 * @param authority host, with its port unless the scheme implies it; null where there is none
 */
public record RequestTarget(
        @Nullable String scheme, @Nullable String authority) {

    private static final Pattern HOST_AND_PORT = Pattern.compile("(.*?)(?::([0-9]*))?");

    /**
     * @param scheme as the container saw it; {@code ws} and {@code wss} are as good as {@code http} and {@code https}
     * @param authority host and port as the container saw them
     * @param hostHeader the {@code Host} header, as the nearest proxy passed it on
     */
    public static RequestTarget of(
            Forwarded forwarded, @Nullable String scheme, @Nullable String authority, @Nullable String hostHeader) {
        Optional<String> toldScheme = forwarded.scheme();
        Optional<String> toldHost = forwarded.host();
        Optional<Integer> toldPort = forwarded.port();
        String own = toldScheme.orElse(scheme == null ? null : Forwarded.webScheme(scheme));
        if (toldHost.isPresent()) {
            return new RequestTarget(own, withPort(toldHost.get(), toldPort));
        }
        if (authority == null || toldScheme.isEmpty() && toldPort.isEmpty()) {
            return new RequestTarget(own, authority);
        }
        // The container's port belongs to its own scheme, not to the one that is told.
        String port = hostHeader == null ? null : part(hostHeader, 2);
        Optional<Integer> written = port == null || port.isEmpty() || port.length() > 5
                ? Optional.empty()
                : Optional.of(Integer.valueOf(port));
        return new RequestTarget(own, withPort(String.valueOf(part(authority, 1)), toldPort.or(() -> written)));
    }

    /** @return the container's name of a server, which may be an IPv6 address without brackets, and its port */
    public static String authority(String serverName, int port) {
        String host = serverName.indexOf(':') >= 0 && !serverName.startsWith("[") ? "[" + serverName + "]" : serverName;
        return host + ":" + port;
    }

    public boolean isSecure() {
        return "https".equals(scheme);
    }

    /** @return the URL of that path; empty if scheme or host are not known */
    public Optional<String> url(String path) {
        if (scheme == null || authority == null) {
            return Optional.empty();
        }
        String port = part(authority, 2);
        boolean implied = scheme.equals("http") && "80".equals(port) || scheme.equals("https") && "443".equals(port);
        return Optional.of(scheme + "://" + (implied ? part(authority, 1) : authority) + path);
    }

    private static String withPort(String authority, Optional<Integer> port) {
        String already = part(authority, 2);
        return already != null || port.isEmpty() ? authority : authority + ":" + port.get();
    }

    private static @Nullable String part(String authority, int group) {
        int bracket = authority.lastIndexOf(']') + 1;
        Matcher matcher = HOST_AND_PORT.matcher(authority.substring(bracket));
        if (!matcher.matches()) {
            return group == 1 ? authority : null;
        }
        return group == 1 ? authority.substring(0, bracket) + matcher.group(1) : matcher.group(2);
    }
}
