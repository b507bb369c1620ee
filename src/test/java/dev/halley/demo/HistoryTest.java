package dev.halley.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private long now = 5_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    @Test
    void theTimeIsTheClocksAndDiffersForEveryMessageEvenWhenTheClockGoesBack() {
        History history = new History(new HistoryLimits(10, 100, 10_000), clock);

        assertThat(add(history, "a")).isEqualTo(5_000);
        assertThat(add(history, "b")).isEqualTo(5_001);
        now = 4_000;
        assertThat(add(history, "a")).isEqualTo(5_002);
        now = 6_000;
        assertThat(add(history, "a")).isEqualTo(6_000);
    }

    @Test
    void aRoomKeepsAsManyMessagesAsTheLimit() {
        History history = new History(new HistoryLimits(2, 100, 10_000), clock);

        add(history, "a");
        add(history, "a");
        assertThat(history.of("a")).hasSize(2);
        add(history, "a");
        assertThat(history.of("a")).extracting(History.Said::at).containsExactly(5_001L, 5_002L);
        assertThat(history.of("elsewhere")).isEmpty();
    }

    @Test
    void whereNobodyHasSpokenForLongestIsForgottenFirst() {
        // Each message counts 100 and 3 characters for its name and 4 for its data.
        History history = new History(new HistoryLimits(10, 100, 321), clock);
        add(history, "a");
        add(history, "b");
        add(history, "a");
        assertThat(history.of("b")).hasSize(1);

        add(history, "c");

        assertThat(history.of("b")).isEmpty();
        assertThat(history.of("a")).hasSize(2);
        assertThat(history.of("c")).hasSize(1);
        add(history, "d");
        assertThat(history.of("a")).isEmpty();
        assertThat(history.of("c")).hasSize(1);
    }

    private static long add(History history, String room) {
        return history.add(room, "ann", RawJson.from("it")).at();
    }
}
