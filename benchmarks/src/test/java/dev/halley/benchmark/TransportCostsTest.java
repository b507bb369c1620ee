package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TransportCostsTest {

    private final Map<Turns.Turn, List<Measurement>> measured = new LinkedHashMap<>();

    private void measured(String server, String scenario, long... serverNanos) {
        List<Measurement> rounds = LongStream.of(serverNanos)
                .mapToObj(nanos -> new Measurement(4, 2, 4 * nanos, 1, 2, 0, Measurement.Latency.NONE))
                .toList();
        measured.put(new Turns.Turn(server, Scenario.all().get(scenario)), rounds);
    }

    @Test
    void eachIsDividedByTheFirstOfItsServerAndByTheSameOfTheOther() {
        measured("halley", "fanout", 1_000, 2_000, 4_000);
        measured("halley", "streaming", 1_500, 2_000, 5_000);
        measured("faye", "fanout", 10_000, 10_000, 10_000);
        measured("faye", "streaming", 15_000, 40_000, 20_000);
        assertThat(TransportCosts.table(measured))
                .containsExactly(
                        "halley, fanout: 2.00 us each, 2.0 a frame, p99 0.00 ms, load 50 %; / faye, fanout = 0.20 (0.10 to 0.40)",
                        "halley, streaming: 2.00 us each, 2.0 a frame, p99 0.00 ms, load 50 %; / halley, fanout = 1.25 (1.00 to 1.50)"
                                + "; / faye, streaming = 0.10 (0.05 to 0.25)",
                        "faye, fanout: 10.00 us each, 2.0 a frame, p99 0.00 ms, load 50 %; / halley, fanout = 5.00 (2.50 to 10.00)",
                        "faye, streaming: 20.00 us each, 2.0 a frame, p99 0.00 ms, load 50 %; / halley, streaming = 10.00 (4.00 to 20.00)"
                                + "; / faye, fanout = 2.00 (1.50 to 4.00)");
    }

    @Test
    void whatAServerLacksIsLeftOut() {
        measured("halley", "fanout", 1_000);
        measured("halley", "streaming", 1_500);
        measured("cometd", "fanout", 2_000);
        assertThat(TransportCosts.table(measured)).hasSize(3).last().asString().doesNotContain("streaming");
    }
}
