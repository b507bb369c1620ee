package dev.halley.core.request;

import dev.halley.config.HttpConfig;
import dev.halley.spi.Peer;
import dev.halley.spi.Traits;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connects that are held for each browser: a browser has few connections to a host, and tabs that hold them
 * all would leave none for anything else.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class BrowserLimits {

    private static final Runnable NOTHING = () -> {};

    private final HttpConfig config;
    private final Map<String, Integer> held = new ConcurrentHashMap<>();

    public BrowserLimits(HttpConfig config) {
        this.config = config;
    }

    /** @return what gives the permit back; null if the browser holds as many as it may */
    @Nullable Runnable tryHold(Peer peer, Traits traits) {
        OptionalInt limit = traits.multiplexed() ? config.http2MaxSessionsPerBrowser() : config.maxSessionsPerBrowser();
        String browser = peer.browser();
        if (browser == null || limit.isEmpty()) {
            return NOTHING;
        }
        boolean[] granted = new boolean[1];
        held.compute(browser, (key, count) -> {
            int now = count == null ? 0 : count;
            granted[0] = now < limit.getAsInt();
            return granted[0] ? Integer.valueOf(now + 1) : count;
        });
        return granted[0] ? () -> giveBack(browser) : null;
    }

    private void giveBack(String browser) {
        held.computeIfPresent(browser, (key, count) -> count == 1 ? null : count - 1);
    }

    /** @return browsers that hold a connect */
    int size() {
        return held.size();
    }
}
