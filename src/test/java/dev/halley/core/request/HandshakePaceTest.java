package dev.halley.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class HandshakePaceTest {

    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;

    @Test
    void aSecondHasSoManyAndNotOneMore() {
        HandshakePace pace = new HandshakePace(OptionalInt.of(2));
        assertThat(pace.ask(0)).isEqualTo(HandshakePace.NOW);
        assertThat(pace.ask(SECOND - 1)).isEqualTo(HandshakePace.NOW);
        assertThat(pace.ask(SECOND - 1)).isEqualTo(1);
        assertThat(pace.ask(SECOND)).isEqualTo(HandshakePace.NOW);
    }

    @Test
    void thoseSentAwayGetOnePlaceAfterTheOther() {
        HandshakePace pace = new HandshakePace(OptionalInt.of(4));
        List<Long> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.add(pace.ask(400 * MILLI * (i == 0 ? 0 : 1)));
        }
        assertThat(told).containsExactly(0L, 0L, 0L, 0L, 600L, 850L, 1_100L, 1_350L, 1_600L, 1_850L);
    }

    @Test
    void withoutALimitAllGoOn() {
        HandshakePace pace = new HandshakePace(OptionalInt.empty());
        for (int i = 0; i < 10_000; i++) {
            assertThat(pace.ask(0)).isEqualTo(HandshakePace.NOW);
        }
    }

    @Test
    void nobodyIsSentAwayForMoreThanAMinute() {
        HandshakePace pace = new HandshakePace(OptionalInt.of(1));
        assertThat(pace.ask(0)).isEqualTo(HandshakePace.NOW);
        List<Long> told = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            told.add(pace.ask(0));
        }
        assertThat(told.get(59)).isEqualTo(60_000);
        assertThat(told.get(60)).as("the places are given once more").isEqualTo(1_000);
        assertThat(told).allMatch(wait -> wait >= 1 && wait <= 60_000);
    }

    @Property(tries = 300)
    void whoeverComesWhenToldGetsInAndNoSecondHasMoreThanItMay(
            @ForAll @IntRange(min = 1, max = 500) int perSecond,
            @ForAll @IntRange(min = 1, max = 3_000) int clients,
            @ForAll @LongRange(min = Long.MIN_VALUE, max = Long.MAX_VALUE) long start) {
        HandshakePace pace = new HandshakePace(OptionalInt.of(perSecond));
        int several = Math.min(clients, 50 * perSecond);
        PriorityQueue<Long> arrivals = new PriorityQueue<>();
        List<Long> admitted = new ArrayList<>();
        for (int i = 0; i < several; i++) {
            long wait = pace.ask(start);
            if (wait == HandshakePace.NOW) {
                admitted.add(0L);
            } else {
                arrivals.add(wait * MILLI);
            }
        }
        assertThat(arrivals.stream().distinct()).as("spread").hasSize(arrivals.size());
        for (Long arrival = arrivals.poll(); arrival != null; arrival = arrivals.poll()) {
            assertThat(pace.ask(start + arrival)).isEqualTo(HandshakePace.NOW);
            admitted.add(arrival);
        }
        assertThat(admitted).hasSize(several);
        for (int i = perSecond; i < several; i++) {
            assertThat(admitted.get(i) - admitted.get(i - perSecond)).isGreaterThanOrEqualTo(SECOND);
        }
    }
}
