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

    private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[0-9A-Za-z]+)?]?");
    private static final Pattern WITH_PORT = Pattern.compile("([^:]*|\\[[^\\]]*]):([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;
    private static final int BYTES = 4;
    private static final int MAX_BYTE = 255;

    private Addresses() {}

    /** @return empty if it is no address; the port 0 if it is negative */
    public static Optional<InetSocketAddress> of(@Nullable String address, int port) {
        if (address == null) {
            return Optional.empty();
        }
        try {
            byte[] bytes = ipv4(address);
            if (bytes != null) {
                return Optional.of(new InetSocketAddress(InetAddress.getByAddress(bytes), Math.max(port, 0)));
            }
            if (!IPV6.matcher(address).matches()) {
                return Optional.empty();
            }
            return Optional.of(new InetSocketAddress(InetAddress.getByName(address), Math.max(port, 0)));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /** @return null if that is not four numbers from 0 to 255, without leading zeros. Every connection asks: so by hand */
    private static byte @Nullable [] ipv4(String address) {
        byte[] bytes = new byte[BYTES];
        int at = 0;
        for (int i = 0; i < BYTES; i++) {
            if (i > 0 && (at == address.length() || address.charAt(at++) != '.')) {
                return null;
            }
            int start = at;
            int value = 0;
            while (at < address.length() && isDigit(address.charAt(at)) && value <= MAX_BYTE) {
                value = value * 10 + address.charAt(at++) - '0';
            }
            boolean leadingZero = at - start > 1 && address.charAt(start) == '0';
            if (at == start || value > MAX_BYTE || leadingZero) {
                return null;
            }
            bytes[i] = (byte) value;
        }
        return at == address.length() ? bytes : null;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
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
