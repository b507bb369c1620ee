package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that asks learns how many messages of a channel were dropped, as it was too slow for them. */
class DroppedMessagesTest {

    private final Inbox<Message> inbox = new Inbox<>();

    private static void publishFive(BayeuxServer bayeux, String clientId) {
        bayeux.session(clientId).orElseThrow().batch(() -> {
            for (int number = 1; number <= 5; number++) {
                bayeux.createChannel("/ticks/a").publish(null, number);
            }
        });
    }

    private List<Long> droppedBeforeTheNewest(TransportType transport, boolean asks) throws Exception {
        try (HalleyServer server = HalleyServer.start("overflow", "/ticks/*=latest");
                BayeuxClient client = BayeuxClient.builder(server.uri())
                        .transports(transport)
                        .flow(asks)
                        .build()) {
            client.connect().get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            client.subscribe("/ticks/a", inbox).get(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS);
            publishFive(server.bayeux(), client.id().orElseThrow());
            Message newest = inbox.next();
            assertThat(newest.dataAs(Integer.class)).isEqualTo(5);
            server.bayeux().createChannel("/ticks/a").publish(null, 6);
            return List.of(newest.droppedBefore(), inbox.next().droppedBefore());
        }
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void whoAsksLearnsWithTheNextMessageHowManyWereDroppedBeforeIt(TransportType transport) throws Exception {
        assertThat(droppedBeforeTheNewest(transport, true)).containsExactly(4L, 0L);
    }

    @ParameterizedTest
    @EnumSource(TransportType.class)
    void whoDoesNotAskIsNotTold(TransportType transport) throws Exception {
        assertThat(droppedBeforeTheNewest(transport, false)).containsExactly(0L, 0L);
    }
}
