package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Many clients at once, half of them by long-polling, half by WebSocket.
 *
 * <p>Thread-safety: confined to the test; each client has a thread of its own.
 */
final class Crowd {

    private static final String CONTEXT = "/halley";
    private static final String CHANNEL = "/crowd";
    private static final String START = "start";
    private static final int CLIENTS = 200;
    private static final int PUBLISHES_OF_EACH = 2;
    private static final int GENEROUS_MINUTES = 10;

    private Crowd() {}

    /** Lets every client publish and see what all publish. */
    static void assertThatEveryClientGetsEveryMessageOnce() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(CLIENTS);
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<String>>> received = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                Way way = i % 2 == 0 ? Way.LONG_POLLING : Way.WEBSOCKET;
                String name = way + "-" + i;
                received.add(threads.submit(() -> takePart(way, name, subscribed)));
            }
            if (!subscribed.await(GENEROUS_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError(subscribed.getCount() + " clients are not there.");
            }
            try (Conversation starter = Way.WEBSOCKET.shakenHands(CONTEXT)) {
                starter.publish(CHANNEL, "\"" + START + "\"");
            }
            Set<String> all = new HashSet<>(received.get(0).get(GENEROUS_MINUTES, TimeUnit.MINUTES));
            assertThat(all).hasSize(CLIENTS * PUBLISHES_OF_EACH);
            for (Future<List<String>> one : received) {
                assertThat(one.get(GENEROUS_MINUTES, TimeUnit.MINUTES))
                        .hasSize(all.size())
                        .containsAll(all);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** @return what it received */
    private static List<String> takePart(Way way, String name, CountDownLatch subscribed) throws Exception {
        List<String> received = new ArrayList<>();
        try (Conversation client = way.shakenHands(CONTEXT)) {
            client.subscribe(CHANNEL);
            client.connect("");
            subscribed.countDown();
            // Connects again meanwhile.
            assertThat(client.event().getString("data")).isEqualTo(START);
            for (int i = 0; i < PUBLISHES_OF_EACH; i++) {
                JsonObject reply = client.publish(CHANNEL, "\"" + name + "/" + i + "\"");
                assertThat(reply.getBoolean("successful")).isTrue();
            }
            while (received.size() < CLIENTS * PUBLISHES_OF_EACH) {
                received.add(client.event().getString("data"));
            }
            client.disconnect();
        }
        return received;
    }
}
