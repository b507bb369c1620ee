package dev.halley.transport.websocket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's address and port, in a third of what the JDK's objects take, since it is kept as long as the connection
 * lives and hardly ever asked for. IPv4 addresses are kept as IPv6 addresses that stand for them.
 *
 * <p>Thread-safety: immutable.
 */
record RemoteAddress(long high, long low, int port) implements Supplier<InetSocketAddress> {

    private static final int BYTES = 16;
    private static final int IPV4_BYTES = 4;
    private static final int PREFIX = BYTES - IPV4_BYTES;
    private static final byte ONES = (byte) 0xff;

    /** @return null if that is no address; where it cannot be kept small, as it is */
    static @Nullable Supplier<InetSocketAddress> of(@Nullable InetSocketAddress address) {
        if (address == null) {
            return null;
        }
        byte[] bytes = address.isUnresolved() || address.getAddress().isLinkLocalAddress()
                ? new byte[0]
                : address.getAddress().getAddress();
        ByteBuffer all = ByteBuffer.allocate(BYTES);
        if (bytes.length == IPV4_BYTES) {
            all.put(PREFIX - 2, ONES).put(PREFIX - 1, ONES).put(PREFIX, bytes);
        } else if (bytes.length == BYTES) {
            all.put(0, bytes);
        } else {
            return () -> address;
        }
        return new RemoteAddress(all.getLong(0), all.getLong(Long.BYTES), address.getPort());
    }

    @Override
    public InetSocketAddress get() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        try {
            // The JDK makes an IPv4 address of one that stands for it.
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException neverOfSixteenBytes) {
            throw new IllegalStateException(neverOfSixteenBytes);
        }
    }
}
