package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowClientsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration TICK = Duration.ofMillis(1);

    private final ManualTime time = new ManualTime();
    private final List<Throwable> told = new ArrayList<>();
    private final SlowClients slow = new SlowClients(time, TIMEOUT, told::add);

    private static final class Response implements SlowClients.Writing {
        private boolean moved = true;
        private boolean over;
        private boolean ending;
        private final List<IOException> stuck = new ArrayList<>();

        @Override
        public boolean hasMoved() {
            boolean answer = moved;
            moved = false;
            return answer;
        }

        @Override
        public boolean isOver() {
            return over;
        }

        @Override
        public boolean stuck(IOException why) {
            stuck.add(why);
            return !ending;
        }
    }

    private Response added() {
        Response response = new Response();
        slow.add(response);
        return response;
    }

    @Test
    void responseThatDoesNotMoveIsStuckAfterTwiceTheTimeAtMostAndIsToldOnce() {
        Response response = added();
        time.advance(TIMEOUT.multipliedBy(2).minus(TICK));
        assertThat(response.stuck).isEmpty();
        time.advance(TICK);
        assertThat(response.stuck).singleElement().asString().contains("30000 ms", "'sendTimeout'");
        assertThat(told).isEqualTo(response.stuck);
        time.advance(TIMEOUT.multipliedBy(4));
        assertThat(told).hasSize(1);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void responseThatBeginsBetweenTwoLooksHasTheWholeTime() {
        added();
        time.advance(TIMEOUT.minus(TICK));
        Response late = added();
        time.advance(TIMEOUT);
        assertThat(late.stuck).isEmpty();
        time.advance(TICK);
        assertThat(late.stuck).hasSize(1);
    }

    @Test
    void responseThatMovesIsLeftAlone() {
        Response response = added();
        for (int i = 0; i < 10; i++) {
            response.moved = true;
            time.advance(TIMEOUT);
        }
        assertThat(response.stuck).isEmpty();
        time.advance(TIMEOUT);
        assertThat(response.stuck).hasSize(1);
    }

    @Test
    void nothingWaitsWhenAllResponsesHaveGone() {
        slow.remove(added());
        Response response = added();
        response.over = true;
        time.advance(TIMEOUT);
        assertThat(time.waiting()).isZero();
        time.advance(TIMEOUT.multipliedBy(4));
        assertThat(told).isEmpty();
    }

    @Test
    void responseThatEndsJustNowIsNotTold() {
        Response response = added();
        response.ending = true;
        time.advance(TIMEOUT.multipliedBy(2));
        assertThat(response.stuck).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    void severalResponsesNeedOneTimer() {
        added();
        added();
        added();
        assertThat(time.waiting()).isEqualTo(1);
    }
}
