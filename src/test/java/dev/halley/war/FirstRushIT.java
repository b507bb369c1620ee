package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Rush;
import dev.halley.testing.Soak;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that come all at once to a server that has just started, as they do after a restart. */
class FirstRushIT {

    private static final int EACH = 500;

    @Test
    void everyClientOfTheFirstRushIsServed() throws Exception {
        // Little memory, so that the garbage collector comes often.
        List<String> jvm = List.of("-Xmx256m", "-Xmn16m");
        for (int i = 0; i < Soak.choose(1, 10); i++) {
            try (var server = RunningWar.run(RunningWar.builtWar(), jvm, List.of("--port", "0"));
                    Rush rush = new Rush(server.address().getPort(), "/cometd", EACH)) {
                assertThat(rush.run()).as(server.errors()).isEmpty();
            }
        }
    }
}
