package dev.halley.transport;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What trusted proxies tell of one request: its client's address, and scheme, host and port as its client wrote them.
 * Read from {@code X-Forwarded-For}, {@code -Proto}, {@code -Host} and {@code -Port} or, if there is none of these, from
 * {@code Forwarded} (RFC 7239).
 *
 * <p>Each proxy puts its word after those of the proxies before it. So of several values the one counts that stands as
 * many places from the right as there are trusted proxies: those left of it are the client's, who may write anything.
 * Where there are fewer values than proxies, not all of them tell, and the first counts.
 *
 * <p>Thread-safety: immutable, if the headers are.
 */
public final class Forwarded {

    private static final String FOR = "X-Forwarded-For";
    private static final String PROTO = "X-Forwarded-Proto";
    private static final String HOST = "X-Forwarded-Host";
    private static final String PORT = "X-Forwarded-Port";

    private static final Forwarded NOTHING = new Forwarded(0, name -> List.of());

    private static final Pattern SCHEMES = Pattern.compile("https?|wss?");
    private static final Pattern AUTHORITY = Pattern.compile("(?:[A-Za-z0-9._~-]+|\\[[0-9A-Fa-f:.]+])(?::[0-9]{1,5})?");
    private static final Pattern PORTS = Pattern.compile("[1-9][0-9]{0,4}");

    private final int hops;
    private final Function<String, List<String>> headers;

    private Forwarded(int hops, Function<String, List<String>> headers) {
        this.hops = hops;
        this.headers = headers;
    }

    /**
     * @param hops how many proxies are trusted; none tells nothing
     * @param headers gives all values of a header, its name in any case; asked when something is asked of this
     */
    public static Forwarded by(int hops, Function<String, List<String>> headers) {
        return hops == 0 ? NOTHING : new Forwarded(hops, headers);
    }

    /** @return the client's address, with port 0 if that is not told; empty if no trusted proxy tells an address */
    public Optional<InetSocketAddress> client() {
        return told(FOR, "for").flatMap(Addresses::of);
    }

    /** @return {@code http} or {@code https} */
    public Optional<String> scheme() {
        return told(PROTO, "proto")
                .map(scheme -> scheme.toLowerCase(Locale.ROOT))
                .filter(scheme -> SCHEMES.matcher(scheme).matches())
                .map(Forwarded::webScheme);
    }

    /** @return the scheme in lower case, {@code http} for {@code ws} and {@code https} for {@code wss} */
    static String webScheme(String scheme) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "ws" -> "http";
            case "wss" -> "https";
            default -> lower;
        };
    }

    /** @return the host, perhaps with a port */
    public Optional<String> host() {
        return told(HOST, "host").filter(host -> AUTHORITY.matcher(host).matches());
    }

    /** @return the port, where it is told apart from the host */
    public Optional<Integer> port() {
        return told(PORT, "")
                .filter(port -> PORTS.matcher(port).matches())
                .map(Integer::valueOf)
                .filter(port -> port <= 0xffff);
    }

    private Optional<String> told(String header, String parameter) {
        if (hops == 0) {
            return Optional.empty();
        }
        boolean usual = List.of(FOR, PROTO, HOST, PORT).stream()
                .anyMatch(name -> !headers.apply(name).isEmpty());
        return usual ? nth(values(header)) : ofStandard(parameter);
    }

    private List<String> values(String header) {
        List<String> values = new ArrayList<>();
        for (String line : headers.apply(header)) {
            ForwardedElements.split(line, ',').stream()
                    .map(ForwardedElements::unquoted)
                    .filter(value -> !value.isEmpty())
                    .forEach(values::add);
        }
        return values;
    }

    private Optional<String> nth(List<String> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(first(values.size())));
    }

    /** A proxy may leave a parameter out; then the word of the next one, which is trusted too, counts. */
    private Optional<String> ofStandard(String parameter) {
        List<Map<String, String>> elements = ForwardedElements.of(headers.apply("Forwarded"));
        for (int i = first(elements.size()); i < elements.size(); i++) {
            String value = elements.get(i).get(parameter);
            if (value != null) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** @return the index of the first that a trusted proxy wrote */
    private int first(int size) {
        return Math.max(0, size - hops);
    }
}
