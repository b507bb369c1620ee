package dev.halley.transport.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads network addresses that are written as numbers. Names are not looked up: they may come from a client's header.
 *
 * <p>Thread-safety: stateless.
 */
final class Addresses {

    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9A-Za-z]+)?]?");

    private Addresses() {}

    static Optional<InetSocketAddress> of(@Nullable String address, int port) {
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
}
