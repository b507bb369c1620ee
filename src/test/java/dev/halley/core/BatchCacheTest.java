package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.link.BatchCache;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BatchCacheTest {

    private final BatchCache cache = new BatchCache();
    private final List<Encoded> events = IntStream.range(0, 3)
            .mapToObj(i -> Encoded.of(Events.event(i, false, 0)))
            .toList();

    @Test
    void sameMessagesGiveTheSameBatch() {
        assertThat(cache.batchOf(events)).isSameAs(cache.batchOf(List.copyOf(events)));
    }

    @Test
    void sessionsThatGetOneAfterTheOtherShareEach() {
        Encoded first = events.get(0);
        // One that another place is kept for.
        Encoded second = Stream.generate(() -> Encoded.of(Events.event(9, false, 0)))
                .filter(event -> BatchCache.slotOf(event) != BatchCache.slotOf(first))
                .findFirst()
                .orElseThrow();
        Batch batch = cache.batchOf(List.of(first));
        Batch next = cache.batchOf(List.of(second));
        assertThat(cache.batchOf(List.of(first))).isSameAs(batch);
        assertThat(cache.batchOf(List.of(second))).isSameAs(next);
    }

    @Test
    void othersGiveAnotherBatch() {
        Batch all = cache.batchOf(events);
        assertThat(cache.batchOf(events.subList(0, 2)).messages()).hasSize(2);
        assertThat(cache.batchOf(events).messages()).isEqualTo(all.messages());
    }

    @Test
    void whatIsClearedIsNotKept() {
        Batch batch = cache.batchOf(events);
        cache.clear();
        assertThat(cache.batchOf(events)).isNotSameAs(batch);
    }
}
