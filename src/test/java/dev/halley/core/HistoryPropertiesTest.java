package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.config.HistoryConfig;
import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.history.MemoryHistory;
import dev.halley.history.TestHistories;
import dev.halley.history.store.TestDisk;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Whatever happens: what a client gets of a channel with history is a run without a gap of what it may see, or it was told; and it does not
 * subscribe again and again. The model keeps every message for ever.
 */
class HistoryPropertiesTest {

    private static final HistoryPolicy POLICY = new HistoryPolicy(6, Duration.ofMinutes(1));
    private static final String[] CHANNELS = {"/h/a", "/h/b"};
    private static final String DISCONNECT = "disconnect";
    private static final int CLIENTS = 4;
    /** Two clients poll, one of them with acknowledgements; the one without sees only some of what waits. */
    private static final int POLLING = 1;

    private static final int ACKNOWLEDGING = 3;
    /** A queue of 6 has room for 3 that are read again, of all channels together; each keeps 6. */
    private static final int MOST_READS = 10;

    private enum Kind {
        PUBLISH,
        PUBLISH_OWN,
        PUBLISH_LAZY,
        SUBSCRIBE,
        SUBSCRIBE_LAST,
        SUBSCRIBE_PATTERN,
        UNSUBSCRIBE,
        READ,
        LOSE,
        NEW_SESSION,
        EXPIRE,
        CLEAR,
        EVICT
    }

    private record Step(Kind kind, int client, int channel) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(10, Arbitraries.of(Kind.PUBLISH, Kind.PUBLISH, Kind.PUBLISH_OWN, Kind.PUBLISH_LAZY)),
                Tuple.of(
                        5,
                        Arbitraries.of(Kind.SUBSCRIBE, Kind.SUBSCRIBE_LAST, Kind.SUBSCRIBE_PATTERN, Kind.UNSUBSCRIBE)),
                Tuple.of(5, Arbitraries.of(Kind.READ, Kind.LOSE, Kind.NEW_SESSION)),
                Tuple.of(1, Arbitraries.of(Kind.EXPIRE, Kind.CLEAR, Kind.EVICT)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, CLIENTS - 1),
                        Arbitraries.integers().between(0, 1))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 400)
    void whatAClientGetsHasNoGapOrItWasTold(@ForAll("steps") List<Step> steps) {
        check(steps, HistoryPropertiesTest::inMemory, DISCONNECT);
    }

    /** What is sent again does not say for others that they were lost. */
    @Example
    void whatExpiresWhileABatchGoesAgainIsTold() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH 0 0 x4, PUBLISH 0 1, SUBSCRIBE 3 1",
                        "EXPIRE 0 0, LOSE 3 0, PUBLISH 0 0"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** The same, where the epoch has changed twice. */
    @Example
    void whatExpiresWhileABatchOfAnOlderEpochGoesAgainIsTold() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH 0 0, PUBLISH 0 1, SUBSCRIBE 3 0",
                        "EVICT 0 1, PUBLISH 0 1 x2, EXPIRE 0 0, PUBLISH 0 0 x7",
                        "LOSE 3 0, PUBLISH 0 1"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** A dequeue listener drops a message, and what it said of others goes with the next. */
    @Example
    void aLossIsToldByTheNextMessageIfAListenerDropsTheOneThatSaysIt() {
        check(
                script(
                        "PUBLISH 0 0 x6, SUBSCRIBE_PATTERN 1 0, PUBLISH 0 0, PUBLISH 0 1",
                        "PUBLISH 0 0 x5, PUBLISH 2 1, PUBLISH_OWN 1 1, PUBLISH_LAZY 0 0",
                        "PUBLISH 3 1, PUBLISH 2 0, PUBLISH 1 0, EVICT 2 1",
                        "PUBLISH 0 0, PUBLISH 3 0, PUBLISH_LAZY 0 0, PUBLISH_OWN 1 0",
                        "PUBLISH 3 1, PUBLISH_OWN 0 0, SUBSCRIBE_PATTERN 1 1, PUBLISH_OWN 2 0",
                        "PUBLISH_OWN 0 1, PUBLISH_LAZY 2 1"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** The reply to a subscribe has told it; the next message does not tell it again. */
    @Example
    void whoSubscribedAnewIsNotToldOfTheLossBefore() {
        check(
                script(
                        "SUBSCRIBE 3 1, PUBLISH 0 1 x4, SUBSCRIBE 3 0, PUBLISH 0 0 x7",
                        "LOSE 3 0, PUBLISH 0 1 x2, PUBLISH 0 0"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** Nor does the reply to a connect. */
    @Example
    void whoSubscribedAnewIsNotToldOfTheLossBeforeByAConnect() {
        check(
                script(
                        "PUBLISH 0 0 x9, SUBSCRIBE 1 0, PUBLISH 0 0 x7, EXPIRE 0 0",
                        "SUBSCRIBE 1 0 x2, PUBLISH 0 0 x5, READ 1 0, SUBSCRIBE 1 0"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** What goes again says its epoch, though the message is dropped that said it. */
    @Example
    void whatGoesAgainAfterALossSaysItsEpoch() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH 0 0, LOSE 3 0, PUBLISH 0 0",
                        "PUBLISH_LAZY 0 1, PUBLISH 0 1, PUBLISH 0 0, PUBLISH 0 1 x2",
                        "PUBLISH 0 0, PUBLISH 0 1 x5, LOSE 3 0, PUBLISH 0 1"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** A lazy message makes room, and what it said of others goes with the next. */
    @Example
    void aLossIsToldByTheNextMessageIfTheOneThatSaysItMakesRoom() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH_LAZY 0 0, PUBLISH 0 0 x9, LOSE 3 0",
                        "PUBLISH_LAZY 0 0, PUBLISH 0 0 x2, LOSE 3 0, PUBLISH 0 1"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** A lazy message of before the loss, which makes room, says nothing of what came since. */
    @Example
    void whatMakesRoomIsNotTakenForSomethingThatCameAfterALoss() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH 0 0 x2, LOSE 3 0, PUBLISH_LAZY 0 0",
                        "PUBLISH 0 0 x3, PUBLISH 0 1, EVICT 0 0, LOSE 3 0, PUBLISH 0 0"),
                HistoryPropertiesTest::inFiles,
                "catch-up");
    }

    /** Two losses, one after the other: what told the first makes room, and what came between them tells it. */
    @Example
    void aLossIsToldByWhatGoesAgainThoughThereHasBeenAnotherOne() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 3 0, PUBLISH 0 1, PUBLISH 0 0, PUBLISH 0 1, PUBLISH 0 0 x7",
                        "SUBSCRIBE 3 0, PUBLISH 0 1, EVICT 0 1, LOSE 3 1, PUBLISH_LAZY 2 1, PUBLISH 0 1, PUBLISH 0 0",
                        "PUBLISH 0 1, EXPIRE 1 0, LOSE 3 0, PUBLISH 0 1, PUBLISH 0 0"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** A message has told it, and the reply to the connect behind it does not tell it again. */
    @Example
    void aLossThatAMessageHasToldIsNotToldByTheConnectBehindIt() {
        check(
                script(
                        "SUBSCRIBE_PATTERN 1 0, PUBLISH 0 0 x27, PUBLISH 0 1 x3, PUBLISH 0 0, PUBLISH 0 1, PUBLISH 0 0",
                        "PUBLISH 0 1 x3, SUBSCRIBE 1 0, PUBLISH 0 1, PUBLISH 0 0 x2, EVICT 1 1, PUBLISH 0 1",
                        "READ 1 1, PUBLISH 0 1, SUBSCRIBE_LAST 1 0"),
                HistoryPropertiesTest::inMemory,
                "catch-up");
    }

    /** Nobody misses anything that is not told: who is too slow reads it. */
    @Property(tries = 400)
    void whoCatchesUpHasNoGapOrWasTold(@ForAll("steps") List<Step> steps) {
        check(steps, HistoryPropertiesTest::inMemory, "catch-up");
    }

    /** What is dropped is left out on purpose: no client goes back for it. */
    @Property(tries = 300)
    void whatPoliciesDropIsNoGap(@ForAll("steps") List<Step> steps, @ForAll @IntRange(max = 2) int policy) {
        check(
                steps,
                HistoryPropertiesTest::inMemory,
                List.of("drop-oldest", "drop-newest", "latest").get(policy));
    }

    @Property(tries = 100)
    void whoCatchesUpFromAHistoryInFilesHasNoGapOrWasTold(@ForAll("steps") List<Step> steps) {
        check(steps, HistoryPropertiesTest::inFiles, "catch-up");
    }

    @Property(tries = 100)
    void whatAClientGetsOfAHistoryInFilesHasNoGapOrItWasTold(@ForAll("steps") List<Step> steps) {
        check(steps, HistoryPropertiesTest::inFiles, DISCONNECT);
    }

    private static HistoryLog inMemory(ManualTime time) {
        return new MemoryHistory(
                new HistoryConfig(List.of(), 1 << 20, 5, Duration.ofMinutes(5)), time, new ServerEvents() {});
    }

    private static HistoryLog inFiles(ManualTime time) {
        ServerConfig config = ServerConfig.of(Map.of("historyStore", "/simulated", "maxRecovery", "5"));
        return TestHistories.open(new TestDisk(), config, time, new ServerEvents() {});
    }

    /** @param lines steps with commas between them: kind, client, channel and, behind an x, how many times */
    private static List<Step> script(String... lines) {
        return Stream.of(String.join(", ", lines).split(", "))
                .map(step -> step.split(" "))
                .flatMap(words -> Collections.nCopies(
                        words.length < 4 ? 1 : Integer.parseInt(words[3].substring(1)),
                        new Step(Kind.valueOf(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2])))
                        .stream())
                .toList();
    }

    private static void check(List<Step> steps, Function<ManualTime, HistoryLog> histories, String overflow) {
        World world = new World(histories, overflow);
        try {
            steps.forEach(world::step);
            world.settle();
        } finally {
            world.server.close();
            world.history.close();
        }
    }

    /** A server, its clients, and all that was ever published. */
    private static final class World {
        private final ManualTime time = new ManualTime();
        private final HistoryLog history;
        private final TestCore server;
        private final Map<String, List<FollowingClient.Entry>> published = new HashMap<>();
        private final List<TestPeer> peers = new ArrayList<>();
        private final List<FollowingClient> clients = new ArrayList<>();
        /** Of each client the data of what it may miss. */
        private final List<Set<String>> mayMiss = new ArrayList<>();

        /** Whether any message may be dropped. */
        private final boolean drops;

        private int number;
        private boolean lossy;

        World(Function<ManualTime, HistoryLog> histories, String overflow) {
            drops = !overflow.equals(DISCONNECT) && !overflow.equals("catch-up");
            history = histories.apply(time);
            server = new TestCore(
                    Map.of(
                            "history", "/h/*=6/1m",
                            "maxRecovery", "5",
                            "maxQueue", "6",
                            "maxInterval", "100000000",
                            "overflow", "/h/*=" + overflow),
                    new LocalBroker(history));
            for (String channel : CHANNELS) {
                published.put(channel, new ArrayList<>());
            }
            for (int i = 0; i < CLIENTS; i++) {
                mayMiss.add(new HashSet<>());
                peers.add(newPeer(i));
                clients.add(new FollowingClient(peers.get(i)));
            }
        }

        private TestPeer newPeer(int client) {
            TestPeer peer = polls(client) ? server.http("b" + client) : server.webSocket();
            peer.handshakeWithEvents("{\"history\":true}");
            connect(client, peer);
            peer.received();
            ServerSession session = server.session(peer);
            Set<String> missed = mayMiss.get(client);
            session.addListener(
                    (ServerSessionListener.QueueMaxedListener) (to, from, event) -> missed.add(data(event)) || true);
            session.broadcastToPublisher(client != 0);
            if (client == ACKNOWLEDGING) {
                session.deliveryMode(DeliveryMode.ACKNOWLEDGED);
            }
            if (client == POLLING) {
                session.addListener((ServerSessionListener.DequeueListener) (to, events) ->
                        events.stream().filter(event -> !isHidden(data(event))).toList());
            }
            if (client == 2) {
                session.addListener((ServerSessionListener.MessageListener)
                        (to, from, event) -> isHidden(data(event)) ? Verdict.stop() : Verdict.pass());
            }
            return peer;
        }

        private static boolean polls(int client) {
            return client == POLLING || client == ACKNOWLEDGING;
        }

        private static String data(ChannelMessage event) {
            return String.valueOf(event.data());
        }

        private static boolean isHidden(String data) {
            return Integer.parseInt(data) % 3 == 0;
        }

        private void connect(int client, TestPeer peer) {
            server.pass(2_000);
            peer.send("{\"channel\":\"/meta/connect\",\"clientId\":\"$\",\"connectionType\":\""
                    + (polls(client) ? "long-polling" : "websocket") + "\",\"advice\":{\"timeout\":0}}");
        }

        void step(Step step) {
            String channel = CHANNELS[step.channel];
            FollowingClient client = clients.get(step.client);
            switch (step.kind) {
                case PUBLISH -> publish(channel);
                case PUBLISH_LAZY -> publishLazy(channel);
                case PUBLISH_OWN -> publishOwn(step.client, channel);
                case SUBSCRIBE -> client.subscribe(channel, "");
                case SUBSCRIBE_LAST -> client.subscribe(channel, "{\"last\":2}");
                case SUBSCRIBE_PATTERN -> client.subscribe("/h/*", "");
                case UNSUBSCRIBE -> client.unsubscribe(step.channel == 0 ? channel : "/h/*");
                case READ -> read(step.client);
                case LOSE -> lose(step.client);
                case NEW_SESSION -> newSession(step.client);
                case EXPIRE -> disturb(() -> time.advance(POLICY.time()));
                case CLEAR -> disturb(() -> history.clear(ChannelId.of(channel)));
                case EVICT -> disturb(() -> history.forget(ChannelId.of(channel)::equals));
            }
        }

        private void disturb(Runnable disturbance) {
            lossy = true;
            disturbance.run();
        }

        private void publish(String channel) {
            Position position = server.channel(channel)
                    .publishAsync(null, ++number)
                    .toCompletableFuture()
                    .join();
            add(channel, position);
        }

        /** What is lazy may be dropped where a queue is full. */
        private void publishLazy(String channel) {
            number++;
            mayMiss.forEach(missed -> missed.add(String.valueOf(number)));
            ChannelMessage lazy =
                    ChannelMessage.of(channel, RawJson.from(number)).withLazy(true);
            add(
                    channel,
                    server.channel(channel)
                            .publishAsync(null, lazy)
                            .toCompletableFuture()
                            .join());
        }

        private void add(String channel, Position position) {
            if (drops) {
                mayMiss.forEach(missed -> missed.add(String.valueOf(number)));
            }
            published.get(channel).add(new FollowingClient.Entry(false, position.offset(), String.valueOf(number)));
        }

        private void publishOwn(int client, String channel) {
            number++;
            if (client == 0) {
                mayMiss.get(0).add(String.valueOf(number));
            }
            Position position = server.channel(channel)
                    .publishAsync(server.session(peers.get(client)), number)
                    .toCompletableFuture()
                    .join();
            add(channel, position);
        }

        private void read(int client) {
            if (polls(client)) {
                connect(client, peers.get(client));
            }
            clients.get(client).read();
            if (client == ACKNOWLEDGING) {
                ServerSession session = server.session(peers.get(client));
                session.acknowledge(session.batchNumber());
            }
        }

        /** What was on its way is lost, and the client notices that. */
        private void lose(int client) {
            TestPeer peer = peers.get(client);
            if (polls(client)) {
                connect(client, peer);
                peer.received();
                // Its next connect acknowledges nothing new.
                server.session(peer).acknowledge(0);
            } else {
                peer.received();
                peer.vanish();
                peer = server.webSocket().as(peer);
                peers.set(client, peer);
                connect(client, peer);
                peer.received();
            }
            clients.get(client).peer(peer);
            clients.get(client).subscribeAgain();
        }

        private void newSession(int client) {
            peers.get(client).disconnect();
            peers.get(client).received();
            peers.set(client, newPeer(client));
            clients.get(client).peer(peers.get(client));
            clients.get(client).subscribeAgain();
        }

        void settle() {
            for (int i = 0; i < CLIENTS; i++) {
                read(i);
                clients.get(i).subscribeAgain();
                for (int reads = 0; reads < MOST_READS; reads++) {
                    if (!polls(i)) {
                        connect(i, peers.get(i));
                    }
                    read(i);
                }
                for (String channel : CHANNELS) {
                    check(i, channel);
                }
                if (!lossy) {
                    assertThat(clients.get(i).reasons())
                            .allMatch(reason -> reason.equals("too_many") || reason.equals("evicted"));
                }
            }
        }

        private void check(int client, String channel) {
            List<FollowingClient.Entry> all = published.get(channel);
            List<FollowingClient.Entry> log = clients.get(client).log(channel);
            Set<String> seen = new HashSet<>();
            long before = -1;
            for (FollowingClient.Entry entry : log) {
                if (!entry.told()) {
                    assertThat(all).contains(entry);
                    assertThat(seen.add(entry.data()))
                            .as("comes once: " + entry)
                            .isTrue();
                    assertThat(entry.offset()).isGreaterThan(before);
                    assertMayMiss(client, all, before, entry.offset());
                }
                before = entry.offset();
            }
            boolean gets = clients.get(client).subscribed().contains(channel);
            if (gets && !log.isEmpty()) {
                assertMayMiss(client, all, before, Long.MAX_VALUE);
            }
        }

        private void assertMayMiss(int client, List<FollowingClient.Entry> all, long after, long until) {
            assertThat(all)
                    .as("client %s between %s and %s", client, after, until)
                    .filteredOn(message -> after >= 0 && message.offset() > after && message.offset() < until)
                    .allMatch(message -> (client == 2 || client == POLLING) && isHidden(message.data())
                            || mayMiss.get(client).contains(message.data()));
        }
    }
}
