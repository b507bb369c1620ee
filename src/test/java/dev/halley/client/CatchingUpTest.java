package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannel;
import dev.halley.testing.UnsteadyLine;
import dev.halley.testing.UnsteadyLine.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that is far behind gets on, though no connection lives long enough for all that it has missed. */
class CatchingUpTest {

    private static final String CHANNEL = "/orders/42";
    private static final int MISSED = 60;
    private static final String PAYLOAD = "x".repeat(4_000);

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"WEBSOCKET, false", "WEBSOCKET, true", "LONG_POLLING, false", "LONG_POLLING, true"})
    void clientThatIsFarBehindCatchesUpOverALineThatBreaksAgainAndAgain(TransportType transport, boolean acknowledged)
            throws Exception {
        Inbox<Integer> inbox = new Inbox<>();
        Inbox<String> lost = new Inbox<>();
        try (HalleyServer server = HalleyServer.start("history", "/orders/*=1000/10m");
                UnsteadyLine line = new UnsteadyLine(server.uri(), 1);
                BayeuxClient client = BayeuxClient.builder(line.uri())
                        .transports(transport)
                        .acknowledged(acknowledged)
                        .backOff(BackOff.of(Duration.ofMillis(1), Duration.ofMillis(20)))
                        .build()) {
            await(client.connect());
            await(client.subscribe(
                    CHANNEL,
                    HistoryOptions.live().onLost(recovery -> lost.accept(recovery.reason())),
                    message -> inbox.accept(message.dataAs(Numbered.class).number())));
            await(client.abort());
            ServerChannel channel = server.bayeux().channel(CHANNEL).orElseGet(() -> server.bayeux()
                    .createChannel(CHANNEL, created -> {}));
            IntStream.range(0, MISSED).forEach(number -> channel.publish(null, new Numbered(number, PAYLOAD)));
            line.disturb(new Trouble(24_000, 24_000, Duration.ofMillis(1)));
            client.connect();
            List<Integer> heard = inbox.next(MISSED);
            assertThat(heard).isEqualTo(IntStream.range(0, MISSED).boxed().toList());
            assertThat(line.cuts()).isGreaterThan(5);
            assertThat(lost.rest()).isEmpty();
        }
    }

    /** What is published. */
    public record Numbered(int number, String payload) {}
}
