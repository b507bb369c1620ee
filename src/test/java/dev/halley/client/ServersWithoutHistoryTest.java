package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.interop.CometdServer;
import dev.halley.interop.OlderHalley;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client on servers that know neither history nor presence, CometD's and an older Halley: it works as it would without them. */
class ServersWithoutHistoryTest {

    private static final String CHANNEL = "/orders/42";

    /** Which server. */
    enum Kind {
        COMETD,
        OLDER_HALLEY;

        AutoCloseable start() {
            return this == COMETD ? CometdServer.start() : OlderHalley.start(0);
        }

        URI uri(AutoCloseable server) {
            return server instanceof CometdServer cometd ? cometd.uri() : ((OlderHalley) server).uri();
        }
    }

    private final Inbox<Message> inbox = new Inbox<>();
    private final Inbox<String> told = new Inbox<>();

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({"COMETD,WEBSOCKET", "COMETD,LONG_POLLING", "OLDER_HALLEY,WEBSOCKET", "OLDER_HALLEY,LONG_POLLING"})
    void whatAsksForHistoryIsHeardFromNowOnAndNothingIsToldToBeLost(Kind kind, TransportType transport)
            throws Exception {
        HistoryOptions wish = HistoryOptions.last(3)
                .onLost(what -> told.accept("lost " + what.reason()))
                .onRecovered(what -> told.accept("recovered " + what.count()));
        try (AutoCloseable server = kind.start();
                BayeuxClient client = BayeuxClient.builder(kind.uri(server))
                        .transports(transport)
                        .build()) {
            await(client.connect());
            await(client.publish(CHANNEL, 0));
            await(client.subscribe(CHANNEL, wish, inbox));
            assertThat(await(client.publish(CHANNEL, 1, "order 1")).position()).isEmpty();
            assertThat(inbox.next().position()).isEmpty();
            await(client.abort());
            await(client.connect());
            await(client.publish(CHANNEL, 2));
            assertThat(inbox.next().position()).isEmpty();
            assertThat(client.positions().all()).isEmpty();
            assertThat(told.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"COMETD,WEBSOCKET", "OLDER_HALLEY,LONG_POLLING"})
    void nobodyIsShownToBeThereAndAllElseGoesOn(Kind kind, TransportType transport) throws Exception {
        PresenceListener listener = new PresenceListener() {
            @Override
            public void joined(PresenceMember member) {
                told.accept("joined " + member.id());
            }

            @Override
            public void changed(PresenceSnapshot now) {
                told.accept("changed");
            }
        };
        try (AutoCloseable server = kind.start();
                BayeuxClient client = BayeuxClient.builder(kind.uri(server))
                        .transports(transport)
                        .build()) {
            await(client.connect());
            Presence presence = await(client.presence(CHANNEL, listener));
            await(client.subscribe(CHANNEL, inbox));
            await(client.publish(CHANNEL, 1));
            assertThat(inbox.next().dataAs(Integer.class)).isEqualTo(1);
            assertThat(presence.members()).isEmpty();
            assertThat(told.rest()).isEmpty();
            await(presence.unsubscribe());
        }
    }
}
