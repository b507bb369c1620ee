package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitsTest {

    private static final Duration LIMIT = Duration.ofNanos(100);

    private final Waits waits = new Waits();

    @Test
    void whoWaitsAsLongAsTheLimitIsNotBeyondIt() {
        waits.add(5, 100);
        assertThat(waits.beyond(LIMIT)).isZero();
        assertThat(waits.lastBeyond(LIMIT)).isEqualTo(-1);
        waits.add(7, 101);
        assertThat(waits.beyond(LIMIT)).isOne();
        assertThat(waits.lastBeyond(LIMIT)).isEqualTo(7);
    }

    @Test
    void lastBeyondTheLimitIsTheOneThatBeganLastWhicheverWasToldLast() {
        waits.add(9, 200);
        waits.add(3, 300);
        waits.add(20, 50);
        assertThat(waits.lastBeyond(LIMIT)).isEqualTo(9);
    }

    @Test
    void waitsThatBeganLaterAreThoseBehindThatMoment() {
        waits.add(0, 300);
        waits.add(9, 200);
        waits.add(10, 50);
        assertThat(waits.begunAfter(9).getTotalCount()).isOne();
        assertThat(waits.begunAfter(9).getMaxValue()).isEqualTo(50);
        assertThat(waits.begunAfter(-1).getTotalCount()).isEqualTo(3);
    }
}
