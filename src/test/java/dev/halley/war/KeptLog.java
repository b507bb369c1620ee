package dev.halley.war;

import dev.halley.client.BayeuxClient;
import dev.halley.client.HistoryOptions;
import dev.halley.client.Message;
import dev.halley.client.Position;
import dev.halley.testing.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What channels have in their histories at the end, for a {@link dev.halley.testing.LogChecker}.
 *
 * <p>Thread-safety: stateless.
 */
final class KeptLog {

    private static final long PATIENCE_SECONDS = 60;

    private KeptLog() {}

    /**
     * Writes a journal: first what the histories have, then what was seen before.
     *
     * @param last the last value of each channel, until which it is read
     * @param seen another journal
     */
    static void write(URI server, Map<String, String> last, Path seen, Path file) throws IOException {
        try (BayeuxClient client = BayeuxClient.builder(server).build();
                Journal journal = new Journal(file);
                Stream<String> lines = Files.lines(seen)) {
            client.connect().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
            List<CompletableFuture<?>> ends = new ArrayList<>();
            last.forEach((channel, value) -> ends.add(read(client, channel, value, journal)));
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
            lines.forEach(journal::write);
        }
    }

    private static CompletableFuture<?> read(BayeuxClient client, String channel, String last, Journal journal) {
        CompletableFuture<Void> end = new CompletableFuture<>();
        CompletableFuture<?> subscribed = client.subscribe(channel, HistoryOptions.all(), message -> {
            String value = write(message, journal);
            if (value.equals(last)) {
                end.complete(null);
            }
        });
        return subscribed.thenCompose(subscription -> end);
    }

    private static String write(Message message, Journal journal) {
        Position at = message.position().orElseThrow();
        String value = message.dataAs(String.class);
        journal.write("kept", message.channel(), at.epoch(), at.offset(), value);
        return value;
    }
}
