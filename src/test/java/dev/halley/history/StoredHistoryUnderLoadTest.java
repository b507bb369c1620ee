package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.SystemClock;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Channels that push each other out of a history that is full, while several threads publish on them. */
class StoredHistoryUnderLoadTest {

    private static final Retention KEPT = new Retention(new HistoryPolicy(100, Duration.ofHours(1)), null);
    private static final Origin SERVER = new Origin(NodeId.random(), Origin.SERVER);
    private static final int PUBLISHES = 3_000;

    @Test
    @Timeout(120)
    void whoPublishesOnChannelsThatPushEachOtherOutWaitsForNobodyForEver(@TempDir Path directory) throws Exception {
        ServerConfig config = ServerConfig.of(
                Map.of("historyStore", directory.toString(), "historySync", "never", "maxHistoryBytes", "9000"));
        HistoryLog history = HistorySource.open(config, new SystemClock(), new ManualTime(), new ServerEvents() {});
        List<CompletableFuture<Void>> publishers = new ArrayList<>();
        for (String channel : List.of("/a", "/b", "/c")) {
            publishers.add(CompletableFuture.runAsync(() -> publish(history, ChannelId.of(channel))));
        }
        for (CompletableFuture<Void> publisher : publishers) {
            publisher.get();
        }
        history.close();

        assertThat(history.size().bytes()).isLessThanOrEqualTo(9_000);
    }

    private static void publish(HistoryLog history, ChannelId channel) {
        for (int i = 0; i < PUBLISHES; i++) {
            ChannelMessage message = ChannelMessage.of(channel.toString(), RawJson.from("x".repeat(2_000)));
            CompletionStage<Published> stage = history.append(
                    new Publication(channel, message, Position.NONE, SERVER, DeliveryHints.TO_ALL).keeping(KEPT),
                    stored -> {});
            stage.toCompletableFuture().join();
        }
    }
}
