package dev.halley.transport;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads network addresses that are written as numbers. Names are not looked up: they may come from a client's header.
 *
 * <p>Thread-safety: stateless.
 */
public final class Addresses {

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9A-Za-z]+)?]?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*|\\[[^\\]]*]):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    private Addresses() {}

    /** @return empty if it is no address; the port 0 if it is negative */
    public static Optional<InetSocketAddress> of(@Nullable String address, int port) {
        if (address == null
                || !IPV4.matcher(address).matches() && !IPV6.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new InetSocketAddress(InetAddress.getByName(address), Math.max(port, 0)));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /**
     * Reads an address that may have its port after it; one of IPv6 then stands in brackets.
     *
     * @return empty if it is no address; the port 0 if it has none
     */
    public static Optional<InetSocketAddress> of(String addressAndPort) {
        Matcher matcher = WITH_PORT.matcher(addressAndPort);
        if (!matcher.matches()) {
            return of(addressAndPort, 0);
        }
        int port = Integer.parseInt(matcher.group(2));
        return port > MAX_PORT ? Optional.empty() : of(matcher.group(1), port);
    }
}
