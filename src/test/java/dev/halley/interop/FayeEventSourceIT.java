package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.war.RunningWar;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Faye's client in a browser uses Halley's event source as it uses that of its own server. */
class FayeEventSourceIT {

    private static final int TIMEOUT = 3_000;

    @TestFactory
    Stream<DynamicTest> faye() throws Exception {
        try (RunningWar war = RunningWar.run(
                "--port",
                "0",
                "-Dhalley.eventsource.clientIdInPath=true",
                "-Dhalley.eventsource.timeout=" + TIMEOUT,
                "-Dhalley.eventsource.maxInterval=" + 3 * TIMEOUT,
                "-Dhalley.presence=/event-source/expired",
                "-Dhalley.presenceDelay=10",
                // So soon the server notices that a stream is cut.
                "-Dhalley.streamHeartbeat=1000")) {
            String url = "http://127.0.0.1:" + war.address().getPort() + "/";
            // The tests have run when this returns.
            List<DynamicTest> tests = new NodeProgram(
                            "event-source.mjs", Map.of("TEST_URL", url, "TEST_TIMEOUT", String.valueOf(TIMEOUT)))
                    .tests()
                    .toList();
            assertThat(war.errors()).doesNotContain("WARNING", "SEVERE", "Exception");
            return tests.stream();
        }
    }
}
