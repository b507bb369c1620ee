package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.link.BatchCache;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void theBytesOfABatchAreThoseOfItsTextAndAreMadeOnce(int size) {
        Batch batch = new Batch(Stream.concat(
                        events.subList(0, Math.max(0, size - 1)).stream(),
                        Stream.of(Encoded.of(ChannelMessage.of("/a", RawJson.parse("\"ä€😀\""))))
                                .limit(size))
                .toList());

        assertThat(new String(batch.utf8(), StandardCharsets.UTF_8)).isEqualTo(batch.text());
        assertThat(batch.utf8()).hasSize(batch.length()).isSameAs(batch.utf8());
    }

    @Test
    void aMessageIsEncodedOnceForAllBatchesThatHaveIt() {
        byte[] encoded = events.get(0).utf8();

        assertThat(new Batch(events).utf8()).startsWith('[').containsSubsequence(encoded);
        assertThat(events.get(0).utf8()).isSameAs(encoded);
    }
}
