package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.client.BackOff;
import dev.halley.client.BayeuxClient;
import dev.halley.client.HistoryOptions;
import dev.halley.client.Message;
import dev.halley.client.TransportType;
import dev.halley.testing.Eventually;
import dev.halley.testing.RoundRobinProxy;
import dev.halley.testing.Soak;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three nodes are restarted one after the other under 500 publishes a second, with 300 subscribers in a hundred rooms. Takes one to two minutes. */
class RollingRestartSoakIT {

    private static final int NODES = 3;
    private static final int ROOMS = 100;
    private static final int PUBLISHERS = 10;
    private static final int SUBSCRIBERS = 300;
    private static final Duration BETWEEN = Duration.ofMillis(2);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final BackOff QUICK = BackOff.of(Duration.ofMillis(20), Duration.ofMillis(200));
    private static final List<String> SETTINGS = List.of(
            "-Dhalley.history=/rooms/*=100000/1h",
            "-Dhalley.maxRecovery=100000",
            "-Dhalley.maxQueue=100000",
            "-Dhalley.drainTime=10000");

    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final List<BayeuxClient> clients = new ArrayList<>();
    private final List<Room> rooms =
            IntStream.range(0, ROOMS).mapToObj(i -> new Room("/rooms/" + i)).toList();
    private final List<Subscriber> subscribers = new ArrayList<>();

    /** A channel on which numbers are published, from 1 on. */
    private final class Room {
        private final String channel;
        private final AtomicInteger published = new AtomicInteger();
        private final AtomicInteger acknowledged = new AtomicInteger();
        private BayeuxClient publisher;

        Room(String channel) {
            this.channel = channel;
        }

        void publish() {
            int number = published.incrementAndGet();
            publisher.publish(channel, number).whenComplete((reply, failure) -> {
                acknowledged.incrementAndGet();
                if (failure != null) {
                    faults.add(channel + ": " + number + " was not acknowledged: " + failure);
                }
            });
        }
    }

    /** Who reads a room, and expects one number after the other. */
    private final class Subscriber {
        private final Room room;
        private volatile int read;

        Subscriber(Room room) {
            this.room = room;
        }

        CompletableFuture<?> join(BayeuxClient client) {
            HistoryOptions told = HistoryOptions.live()
                    .onLost(loss -> faults.add(loss.channel() + ": told of a loss: " + loss.reason()));
            return client.connect().thenCompose(connected -> client.subscribe(room.channel, told, this::read));
        }

        private void read(Message message) {
            int number = message.dataAs(Integer.class);
            if (number != read + 1) {
                faults.add(room.channel + ": " + number + " after " + read);
            }
            read = number;
        }
    }

    @BeforeAll
    static void onlyWhereTestsMayLast() {
        assumeTrue(Soak.choose(0, 1) == 1);
    }

    private BayeuxClient client(URI server) {
        BayeuxClient client = BayeuxClient.builder(server)
                .transports(TransportType.WEBSOCKET)
                .backOff(QUICK)
                .build();
        clients.add(client);
        return client;
    }

    private void join(URI server) {
        List<CompletableFuture<?>> joined = new ArrayList<>();
        for (int i = 0; i < ROOMS; i++) {
            if (i < PUBLISHERS) {
                rooms.get(i).publisher = client(server);
                joined.add(rooms.get(i).publisher.connect());
            } else {
                rooms.get(i).publisher = rooms.get(i % PUBLISHERS).publisher;
            }
        }
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Subscriber subscriber = new Subscriber(rooms.get(i % ROOMS));
            subscribers.add(subscriber);
            joined.add(subscriber.join(client(server)));
        }
        CompletableFuture.allOf(joined.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private void awaitAll() {
        assertThat(Eventually.met(
                        PATIENCE,
                        () -> rooms.stream().allMatch(room -> room.acknowledged.get() == room.published.get())
                                && subscribers.stream()
                                        .allMatch(subscriber -> subscriber.read == subscriber.room.published.get())))
                .as("all is read; " + faults)
                .isTrue();
    }

    @Test
    void nobodyIsToldOfALossWhileAllNodesAreRestartedOneAfterTheOther() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        AtomicInteger turn = new AtomicInteger();
        try (RunningCluster cluster =
                        RunningCluster.start(RunningWar.builtWar(), NODES, List.of("-Xmx512m"), SETTINGS);
                RoundRobinProxy proxy = cluster.proxy()) {
            List<Integer> all = IntStream.range(0, NODES).boxed().toList();
            cluster.awaitLinked(NODES, all);
            join(proxy.address().resolve("cometd"));
            // From the first answer on a publisher knows that its channel keeps history, and repeats what may be lost.
            rooms.forEach(Room::publish);
            awaitAll();
            timer.scheduleAtFixedRate(
                    () -> rooms.get(turn.getAndIncrement() % ROOMS).publish(),
                    0,
                    BETWEEN.toMillis(),
                    TimeUnit.MILLISECONDS);
            long start = System.nanoTime();
            for (int node : all) {
                cluster.stopAndRestart(node);
                cluster.awaitLinked(NODES, all);
            }
            timer.shutdown();
            assertThat(timer.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            awaitAll();
            System.out.println(
                    "rolling restart: " + (turn.get() + ROOMS) + " publishes in " + taken.toSeconds() + " s, "
                            + (turn.get() + ROOMS) * SUBSCRIBERS / ROOMS + " deliveries, " + faults.size() + " faults");
            assertThat(faults).isEmpty();
        } finally {
            timer.shutdownNow();
            clients.forEach(BayeuxClient::abort);
        }
    }
}
