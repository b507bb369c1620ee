package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts servers for a test, stops them after it, and sees that no connection's contract was broken and that nothing
 * failed but what the test expected to.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class TestServers implements AfterEachCallback {

    private final List<TestServer> servers = new ArrayList<>();

    /** @param settings key, value, key, value, and so on, as of init-params */
    TestServer start(String... settings) {
        return startOn(Runnable::run, settings);
    }

    /** @param workers in place of the test's own thread */
    TestServer startOn(Executor workers, String... settings) {
        Map<String, String> initParams = new LinkedHashMap<>();
        // All connections close at once here: one that does not is a fault.
        initParams.put("stopTimeout", "0");
        for (int i = 0; i < settings.length; i += 2) {
            initParams.put(settings[i], settings[i + 1]);
        }
        TestServer server = new TestServer(initParams, workers);
        servers.add(server);
        server.core().start();
        return server;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        for (TestServer server : servers) {
            server.core().stop();
            server.peers().forEach(peer -> assertThat(peer.breaches()).isEmpty());
            assertThat(server.failures()).isEmpty();
        }
    }
}
