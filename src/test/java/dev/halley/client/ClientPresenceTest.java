package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is on a channel, as a server shows it and a client tells it. */
class ClientPresenceTest {

    private static final String ROOM = "/room/1";

    private final Inbox<String> told = new Inbox<>();

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static BayeuxClient client(HalleyServer server, TransportType transport) {
        return BayeuxClient.builder(server.uri()).transports(transport).build();
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void thoseWhoComeAndGoAreTold(TransportType transport) throws Exception {
        try (HalleyServer server = HalleyServer.start("presence", "/room/*", "presenceDelay", "10");
                BayeuxClient watcher = client(server, transport);
                BayeuxClient guest = client(server, transport)) {
            await(watcher.connect());
            await(guest.connect());
            Presence presence = await(watcher.presence(ROOM, new PresenceListener() {
                @Override
                public void joined(PresenceMember member) {
                    told.accept("joined " + member.id());
                }

                @Override
                public void left(PresenceMember member) {
                    told.accept("left " + member.id());
                }

                @Override
                public void changed(PresenceSnapshot now) {
                    told.accept("there: " + now.members().size());
                }
            }));
            assertThat(told.next()).isEqualTo("there: 0");

            Subscription membership = await(guest.subscribe(ROOM, message -> {}));
            String joined = told.next();
            assertThat(told.next()).isEqualTo("there: 1");
            assertThat(presence.members().keySet())
                    .allSatisfy(id -> assertThat(joined).isEqualTo("joined " + id));
            await(membership.unsubscribe());
            assertThat(told.next(2)).containsExactly(joined.replace("joined", "left"), "there: 0");
        }
    }
}
