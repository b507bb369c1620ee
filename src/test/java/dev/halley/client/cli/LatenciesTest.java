package dev.halley.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatenciesTest {

    @Test
    void ofNothingIsZero() {
        assertThat(new Latencies().atMost(0.99)).isZero();
    }

    @Property
    void areKnownToTheBucketsWidth(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long nanos) {
        Latencies latencies = new Latencies();
        latencies.add(nanos);
        assertThat(latencies.atMost(1)).isBetween(nanos, nanos + nanos / 32);
    }

    @Test
    void sharesAreCounted() {
        Latencies latencies = new Latencies();
        for (int i = 1; i <= 100; i++) {
            latencies.add(i <= 98 ? 10 : 30);
        }
        assertThat(latencies.atMost(0.5)).isEqualTo(10);
        assertThat(latencies.atMost(0.98)).isEqualTo(10);
        assertThat(latencies.atMost(0.99)).isEqualTo(30);
    }

    @Test
    void clocksThatGoBackCountAsNothing() {
        Latencies latencies = new Latencies();
        latencies.add(-5);
        assertThat(latencies.atMost(1)).isZero();
    }
}
