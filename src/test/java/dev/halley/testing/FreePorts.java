package dev.halley.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of the loopback interface for servers that must be told one. They lie below the range from which the system serves
 * whoever asks for any port, so that nobody else gets one of them before the server listens, or while it is restarted.
 *
 * <p>Thread-safety: stateless.
 */
public final class FreePorts {

    private static final int LOWEST = 20_000;
    /** Linux serves from 32,768 on. */
    private static final int BEYOND = 32_000;

    private FreePorts() {}

    /** A port on which nobody listens. */
    public static int one() {
        return some(1)[0];
    }

    /**
     * Ports on which nobody listens.
     *
     * @param count how many, no two of them the same
     */
    public static int[] some(int count) {
        Set<Integer> ports = new LinkedHashSet<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            if (isFree(port)) {
                ports.add(port);
            }
        }
        return ports.stream().mapToInt(Integer::intValue).toArray();
    }

    private static boolean isFree(int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
            return true;
        } catch (BindException taken) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
