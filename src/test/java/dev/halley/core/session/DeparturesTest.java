package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    private final Departures departures = new Departures();

    @Test
    void aDepartureIsTakenOnce() {
        departures.left("a", 0);
        assertThat(departures.take("a")).isTrue();
        assertThat(departures.take("a")).isFalse();
        assertThat(departures.take(null)).isFalse();
    }

    @Test
    void departuresAreForgottenAfterTenSeconds() {
        departures.left("a", 0);
        departures.sweep(Duration.ofSeconds(10).toNanos());
        assertThat(departures.size()).isEqualTo(1);
        departures.sweep(Duration.ofSeconds(10).toNanos() + 1);
        assertThat(departures.size()).isZero();
    }

    @Test
    void noMoreThanTheMostAreKept() {
        for (int i = 0; i <= Departures.MOST; i++) {
            departures.left("s" + i, 0);
        }
        assertThat(departures.size()).isEqualTo(Departures.MOST);
        assertThat(departures.take("s" + (Departures.MOST - 1))).isTrue();
        assertThat(departures.take("s" + Departures.MOST)).isFalse();
    }
}
