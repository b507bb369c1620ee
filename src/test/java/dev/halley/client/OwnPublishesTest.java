package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the server leaves a client's own messages out, they are not handed over when they are recovered, also after it was restarted. */
class OwnPublishesTest {

    private static final String CHANNEL = "/orders/42";

    @TempDir
    Path files;

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private HalleyServer start(int port) {
        return HalleyServer.startOn(
                port,
                "history",
                "/orders/*=100/10m",
                "historyStore",
                files.toString(),
                "broadcastToPublisher",
                "false");
    }

    private static void publish(HalleyServer server, int number) {
        server.bayeux()
                .createChannel(CHANNEL)
                .publishAsync(null, number)
                .toCompletableFuture()
                .join();
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void ownMessagesAreNotRecoveredFromFiles(TransportType transport) throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<String> lost = new Inbox<>();
        HalleyServer server = start(0);
        int port = server.port();
        try (BayeuxClient client = BayeuxClient.builder(server.uri())
                .transports(transport)
                .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(20)))
                .build()) {
            await(client.connect());
            await(client.subscribe(
                    CHANNEL,
                    HistoryOptions.live().onLost(recovery -> lost.accept(recovery.reason())),
                    message -> inbox.accept(message.dataAs(Integer.class))));
            await(client.publish(CHANNEL, 1));
            publish(server, 2);
            assertThat(inbox.next()).isEqualTo(2);
            for (int number = 3; number < 9; number += 2) {
                await(client.publish(CHANNEL, number));
                server.close();
                server = start(port);
                // The one that tells that all before has come.
                publish(server, number + 1);
                assertThat(inbox.next()).isEqualTo(number + 1);
            }
            assertThat(inbox.rest()).isEmpty();
            assertThat(lost.rest()).isEmpty();
        } finally {
            server.close();
        }
    }
}
