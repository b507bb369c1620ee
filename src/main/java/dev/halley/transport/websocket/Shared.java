package dev.halley.transport.websocket;

import dev.halley.core.CommonTexts;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What the upgrade requests of many connections have in common, kept once: their URLs, and the server's own address.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Shared {

    private final CommonTexts urls = new CommonTexts();
    private volatile @Nullable InetSocketAddress lastLocal;

    /** @return an equal URL */
    String url(String url) {
        String shared = urls.shared(url);
        return shared == null ? url : shared;
    }

    /** @return an equal address */
    @Nullable InetSocketAddress local(@Nullable InetSocketAddress address) {
        InetSocketAddress last = lastLocal;
        if (address == null || address.equals(last)) {
            return address == null ? null : last;
        }
        lastLocal = address;
        return address;
    }
}
