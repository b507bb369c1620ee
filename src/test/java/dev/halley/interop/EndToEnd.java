package dev.halley.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The programs in {@code src/test/js/e2e}: our JavaScript client on networks that fail in all the ways that networks fail. */
final class EndToEnd {

    /** Messages each way over lines that break at random; ten times as many under {@code -Psoak}. */
    private static final int MESSAGES = Boolean.getBoolean("halley.test.soak") ? 10_000 : 1_000;

    /** For how many milliseconds connections are refused. */
    private static final int REFUSED = Boolean.getBoolean("halley.test.soak") ? 15_000 : 0;

    private EndToEnd() {}

    /** With Halley, and with CometD 9's server: it is a Bayeux client and not only ours. */
    static Stream<DynamicTest> withBothServers(String file) throws IOException, InterruptedException {
        List<DynamicTest> tests = new ArrayList<>(with("halley", file).toList());
        tests.addAll(with("cometd", file).toList());
        return tests.stream();
    }

    static Stream<DynamicTest> with(String server, String file) throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "TEST_SERVER", server,
                "TEST_MESSAGES", String.valueOf(MESSAGES),
                "TEST_REFUSED", String.valueOf(REFUSED),
                "TEST_CLASS_PATH", System.getProperty("java.class.path"));
        return new NodeProgram("../e2e/" + file, environment).tests();
    }
}
