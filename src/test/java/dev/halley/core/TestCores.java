package dev.halley.core;

import dev.halley.spi.Broker;
import dev.halley.testing.NamedTransport;
import dev.halley.testkit.Setup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts servers for a test and closes them after it.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class TestCores implements AfterEachCallback {

    private final List<TestCore> servers = new ArrayList<>();

    /** @param settings key, value, key, value, and so on, as of init-params */
    TestCore start(String... settings) {
        return startOn(Runnable::run, settings);
    }

    /** @param broker in place of the server's own */
    TestCore start(Broker broker, String... settings) {
        return add(new TestCore(byName(settings), broker));
    }

    /** @param name of a transport that the application brings */
    TestCore startWithTransport(String name, String... settings) {
        return add(new TestCore(byName(settings), new Setup().transport(new NamedTransport(name))));
    }

    /** @param workers in place of the test's own thread */
    TestCore startOn(Executor workers, String... settings) {
        return add(new TestCore(byName(settings), workers));
    }

    private static Map<String, String> byName(String... settings) {
        Map<String, String> byName = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            byName.put(settings[i], settings[i + 1]);
        }
        return byName;
    }

    private TestCore add(TestCore server) {
        servers.add(server);
        return server;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        servers.forEach(TestCore::close);
    }
}
