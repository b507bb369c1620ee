package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AsyncEventsTest {

    private final AsyncEvents events = new AsyncEvents();
    private final List<String> fired = new ArrayList<>();

    private CompletableFuture<Void> fire(String event) {
        CompletableFuture<Void> observed = new CompletableFuture<>();
        events.fire("a session", () -> {
            fired.add(event);
            return observed;
        });
        return observed;
    }

    @Test
    void theEndWaitsForObserversAndForWhatWaitsForThem() throws Exception {
        CompletableFuture<Void> opened = fire("opened");
        CompletableFuture<Void> closed = fire("closed");

        CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(() -> events.end(Duration.ofSeconds(60)));
        opened.complete(null);
        assertThat(fired).containsExactly("opened", "closed");
        assertThat(end).isNotDone();
        closed.complete(null);

        assertThat(end.get()).isTrue();
    }

    @Test
    void observersThatTakeTooLongHearNoMore() {
        CompletableFuture<Void> opened = fire("opened");
        fire("closed");

        assertThat(events.end(Duration.ZERO)).isFalse();
        opened.complete(null);

        assertThat(fired).containsExactly("opened");
    }

    @Test
    void nothingIsFiredAfterTheEnd() {
        assertThat(events.end(Duration.ZERO)).isTrue();

        fire("late");

        assertThat(fired).isEmpty();
    }
}
