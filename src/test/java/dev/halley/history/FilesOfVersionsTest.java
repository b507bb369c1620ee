package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.testing.FormatFiles;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that each version of a history's format has written, in resources: they are read for ever.
 * {@code -Dhalley.test.writeFormats=true} writes those of a new version.
 */
class FilesOfVersionsTest {

    private static final ChannelId CHANNEL = ChannelId.of("/a");
    private static final ChannelId CLEARED = ChannelId.of("/cleared");
    private static final HistoryPolicy POLICY = new HistoryPolicy(3, Duration.ofDays(1));
    private static final PublishKey KEY = new PublishKey("order-7", "ann", "digest");
    private static final Origin SERVER = new Origin(new NodeId("a#1"), Origin.SERVER);

    @TempDir
    private Path directory;

    private final ManualTime time = new ManualTime();

    private HistoryLog open() {
        ServerConfig config = ServerConfig.of(Map.of("historyStore", directory.toString(), "publishKeyTtl", "3600000"));
        return HistorySource.open(config, time, time, new RecordedEvents());
    }

    private static Published publish(HistoryLog history, ChannelId channel, int number, @Nullable PublishKey key) {
        ChannelMessage message = ChannelMessage.of(channel.toString(), RawJson.parse("{\"n\":" + number + "}"));
        Publication publication = new Publication(channel, message, Position.NONE, SERVER, DeliveryHints.TO_ALL)
                .keeping(new Retention(POLICY, key));
        return history.append(publication, stored -> {}).toCompletableFuture().join();
    }

    private void write() throws IOException {
        try (HistoryLog history = open()) {
            publish(history, CHANNEL, 1, null);
            publish(history, CHANNEL, 2, KEY);
            publish(history, CHANNEL, 3, null);
            publish(history, CHANNEL, 4, null);
            publish(history, CLEARED, 5, null);
            history.clear(CLEARED).toCompletableFuture().join();
        }
        FormatFiles.keep(directory, "history-1");
    }

    @Test
    void filesOfTheFirstVersionAreRead() throws IOException {
        if (FormatFiles.areWritten()) {
            write();
        } else {
            FormatFiles.copy("history-1", directory);
        }

        try (HistoryLog history = open()) {
            HistoryPage page = history.last(CHANNEL, 10).toCompletableFuture().join();
            assertThat(page.verdict()).isEqualTo(Verdict.OK);
            assertThat(page.messages())
                    .extracting(message -> message.message().data().text())
                    .containsExactly("{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
            Position second = page.messages().get(0).position();
            assertThat(page.messages().get(2).position()).isEqualTo(new Position(second.epoch(), second.offset() + 2));
            Published again = publish(history, CHANNEL, 2, KEY);
            assertThat(again.duplicate()).isTrue();
            assertThat(again.position()).isEqualTo(second);
            assertThat(history.since(CHANNEL, second, 10)
                            .toCompletableFuture()
                            .join()
                            .messages())
                    .hasSize(2);
            assertThat(history.last(CLEARED, 10).toCompletableFuture().join().messages())
                    .isEmpty();
        }
    }
}
