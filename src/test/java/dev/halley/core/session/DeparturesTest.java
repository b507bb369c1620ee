package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.CloseReason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeparturesTest {

    private final Departures departures = new Departures();

    @Test
    void aGoodbyeIsTakenOnce() {
        departures.left("a", CloseReason.DISCONNECTED, 0);
        assertThat(departures.takeGoodbye("a")).isTrue();
        assertThat(departures.takeGoodbye("a")).isFalse();
        assertThat(departures.takeGoodbye(null)).isFalse();
    }

    @Test
    void aFullQueueIsRememberedForAMinute() {
        departures.left("a", CloseReason.QUEUE_FULL, 0);
        departures.sweep(Duration.ofMinutes(1).toNanos());
        assertThat(departures.takeGoodbye("a")).isFalse();
        assertThat(departures.wasFull("a")).isTrue();
        assertThat(departures.wasFull("b")).isFalse();
        assertThat(departures.wasFull(null)).isFalse();
        departures.sweep(Duration.ofMinutes(1).toNanos() + 1);
        assertThat(departures.wasFull("a")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = CloseReason.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DISCONNECTED", "QUEUE_FULL"})
    void otherEndsAreNotRemembered(CloseReason reason) {
        departures.left("a", reason, 0);
        assertThat(departures.size()).isZero();
    }

    @Test
    void goodbyesAreForgottenAfterTenSeconds() {
        departures.left("a", CloseReason.DISCONNECTED, 0);
        departures.sweep(Duration.ofSeconds(10).toNanos());
        assertThat(departures.size()).isEqualTo(1);
        departures.sweep(Duration.ofSeconds(10).toNanos() + 1);
        assertThat(departures.size()).isZero();
    }

    @Test
    void noMoreThanTheMostAreKept() {
        for (int i = 0; i <= Departures.MOST; i++) {
            departures.left("s" + i, CloseReason.DISCONNECTED, 0);
        }
        assertThat(departures.size()).isEqualTo(Departures.MOST);
        assertThat(departures.takeGoodbye("s" + (Departures.MOST - 1))).isTrue();
        assertThat(departures.takeGoodbye("s" + Departures.MOST)).isFalse();
    }
}
