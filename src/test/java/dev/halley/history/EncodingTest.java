package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.HistoryConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A message is made into bytes before its channel is locked: a large one keeps nobody else from the channel. */
class EncodingTest {

    private static final ChannelId A = ChannelId.of("/a");

    private final MemoryHistory history = new MemoryHistory(
            new HistoryConfig(List.of(), 1 << 20, 10, Duration.ofMinutes(5)), new ManualTime(), new ServerEvents() {});
    private final List<byte[]> written = new ArrayList<>();

    /** While it encodes, another thread reads the channel. */
    private final class Reading implements Journal {

        @Override
        public byte[] encode(ChannelMessage message) {
            CompletableFuture.supplyAsync(() -> history.last(A, 1))
                    .orTimeout(10, TimeUnit.SECONDS)
                    .join();
            return new byte[] {7};
        }

        @Override
        public CompletionStage<@Nullable Void> append(
                Publication stored, byte[] encoded, @Nullable PublishKey key, long first, Duration keep) {
            written.add(encoded);
            return CompletableFuture.completedStage(null);
        }
    }

    @Test
    void othersReadAChannelWhileAMessageForItIsEncoded() {
        history.restore(List.of(), new Reading());
        Publication publication = new Publication(
                        A,
                        ChannelMessage.of("/a", RawJson.from(1)),
                        Position.NONE,
                        new Origin(NodeId.random(), Origin.SERVER),
                        DeliveryHints.TO_ALL)
                .keeping(new Retention(new HistoryPolicy(3, Duration.ofMinutes(10)), null));

        assertThat(history.append(publication, stored -> {})).isCompleted();

        assertThat(written).containsExactly(new byte[] {7});
    }
}
