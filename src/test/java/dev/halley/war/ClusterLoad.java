package dev.halley.war;

import dev.halley.client.BackOff;
import dev.halley.client.BayeuxClient;
import dev.halley.client.ClientListener;
import dev.halley.client.ClientState;
import dev.halley.client.Message;
import dev.halley.client.OfflinePolicy;
import dev.halley.client.TransportType;
import dev.halley.testing.Eventually;
import dev.halley.testing.Journal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Clients of a cluster's nodes that publish to rooms whose members are on different nodes, and write down what they get.
 *
 * <p>The load comes in phases. In each, some nodes are disturbed: what their clients publish may be lost, and so may what they
 * should get. All others are owed all that is published in their room by those who are not disturbed.
 *
 * <p>Thread-safety: the methods are called by one thread; clients run on threads of their own.
 */
final class ClusterLoad implements AutoCloseable {

    private static final int ROOM = 6;
    private static final int TICKS_PER_SECOND = 100;
    private static final long PATIENCE_SECONDS = 120;
    /** Clients of a living node never give it up, however busy the machine is. */
    private static final Duration UNHURRIED = Duration.ofSeconds(PATIENCE_SECONDS);

    /** How often the nodes may exclude each other where nothing but load disturbs them. */
    private static final int TURNS = 10;

    private static final String EVERYBODY = "/everybody";

    private record Phase(int number, Set<Integer> disturbed) {}

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Journal journal;
    private final List<Member> members;
    private final int nodes;
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicLong> reached = new ConcurrentHashMap<>();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile Phase phase = new Phase(0, Set.of());
    private int next;
    private int attempts;

    /** One client: its room's name, its own number and its messages of this phase, which are numbered from 0. */
    private final class Member implements ClientListener {

        private final int number;
        private final BayeuxClient client;
        private final Set<String> probes = ConcurrentHashMap.newKeySet();
        private int published;

        Member(int number, URI server) {
            this.number = number;
            this.client = BayeuxClient.builder(server.resolve("cometd"))
                    .transports(TransportType.WEBSOCKET)
                    .backOff(BackOff.of(Duration.ofMillis(100), Duration.ofSeconds(1)))
                    .maxNetworkDelay(UNHURRIED)
                    .connectTimeout(UNHURRIED)
                    .offlinePolicy(OfflinePolicy.FAIL)
                    .listener(this)
                    .build();
        }

        @Override
        public void failed(Throwable cause) {
            if (!isDisturbed()) {
                failures.add("c" + number + " of node " + node() + " in phase " + phase.number + ": " + cause);
            }
        }

        CompletableFuture<?> join() {
            return client.connect()
                    .thenCompose(done -> client.subscribe(room(), message -> got(text(message))))
                    .thenCompose(done -> client.subscribe(EVERYBODY, message -> probed(text(message))));
        }

        private static String text(Message message) {
            return message.data().orElseThrow().toString().replace("\"", "");
        }

        int node() {
            return number % nodes;
        }

        boolean isDisturbed() {
            return phase.disturbed.contains(node());
        }

        boolean isConnected() {
            return client.state() == ClientState.CONNECTED;
        }

        String room() {
            return "/room/" + number / ROOM;
        }

        String stream() {
            return phase.number + ":" + number;
        }

        void publish() {
            if (isDisturbed() && !isConnected()) {
                return;
            }
            String message = stream() + ":" + published++;
            boolean owed = !isDisturbed();
            client.publish(room(), message).whenComplete((reply, failure) -> {
                if (owed && failure != null) {
                    failures.add("not published: " + message + ", " + failure);
                }
            });
            ClusterLoad.this.published.incrementAndGet();
        }

        private void got(String message) {
            int end = message.lastIndexOf(':');
            String stream = message.substring(0, end);
            journal.write("received", "c" + number, stream, message.substring(end + 1));
            int publisher = Integer.parseInt(stream.substring(stream.indexOf(':') + 1));
            if (!isDisturbed() && !members.get(publisher).isDisturbed() && stream.startsWith(phase.number + ":")) {
                received.incrementAndGet();
            }
        }

        private void probed(String probe) {
            if (!probes.add(probe)) {
                failures.add("double: c" + number + " " + probe);
            }
            int attempt = Integer.parseInt(probe.substring(0, probe.indexOf(':')));
            reached.computeIfAbsent(attempt, any -> new AtomicLong()).incrementAndGet();
        }
    }

    /**
     * @param servers the address of each node
     * @param clients how many in all, spread over the nodes
     * @param journal the file that a {@link dev.halley.testing.DeliveryChecker} reads
     */
    ClusterLoad(List<URI> servers, int clients, Path journal) throws IOException {
        this.journal = new Journal(journal);
        this.nodes = servers.size();
        this.members = IntStream.range(0, clients)
                .mapToObj(i -> new Member(i, servers.get(i % nodes)))
                .toList();
    }

    /** Connects and subscribes all clients. */
    void join() throws Exception {
        CompletableFuture.allOf(members.stream().map(Member::join).toArray(CompletableFuture[]::new))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Publishes at a rate while something is done to some nodes, then waits until everybody who is owed messages has them.
     *
     * @param rate messages a second, from all clients in turn
     * @param least how many messages at least
     * @param disturbed the nodes that something is done to
     */
    void publishWhile(int rate, long least, Set<Integer> disturbed, Trouble trouble) throws Exception {
        members.forEach(member -> member.published = 0);
        published.set(0);
        received.set(0);
        phase = new Phase(phase.number + 1, disturbed);
        ScheduledFuture<?> publishing = timer.scheduleAtFixedRate(
                () -> publish(rate / TICKS_PER_SECOND), 0, 1_000 / TICKS_PER_SECOND, TimeUnit.MILLISECONDS);
        trouble.make();
        await("published", () -> published.get() >= least);
        publishing.cancel(false);
        CompletableFuture<Long> owed = new CompletableFuture<>();
        timer.execute(() -> owed.complete(writeOwed()));
        long count = owed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        // What is missing in the end is in the journal.
        Eventually.met(UNHURRIED, () -> received.get() >= count);
    }

    /** What happens to nodes meanwhile. */
    interface Trouble {
        void make() throws Exception;
    }

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            members.get(next++ % members.size()).publish();
        }
    }

    private long writeOwed() {
        long all = 0;
        for (Member publisher : members) {
            for (Member subscriber : members) {
                boolean together = subscriber.room().equals(publisher.room());
                if (together && !publisher.isDisturbed() && !subscriber.isDisturbed()) {
                    journal.write("owed", "c" + subscriber.number, publisher.stream(), publisher.published);
                    all += publisher.published;
                }
            }
        }
        return all;
    }

    /**
     * Waits until messages from each node reach all clients, and then sees that the next ones reach all clients, too: if not, the nodes
     * have excluded each other meanwhile, as they do on a machine that is overloaded, and it begins again.
     *
     * @param views of the nodes
     */
    void awaitEverybody(Supplier<?> views) throws Exception {
        int turns = 0;
        while (!reachesEverybody(views)) {
            if (++turns == TURNS) {
                throw new AssertionError("The nodes' views do not stay: " + views.get() + ", " + this);
            }
        }
    }

    private boolean reachesEverybody(Supplier<?> views) throws Exception {
        int first = attempts + 1;
        ScheduledFuture<?> trying = timer.scheduleAtFixedRate(this::probe, 0, 1, TimeUnit.SECONDS);
        await("reached", () -> reached.entrySet().stream()
                .anyMatch(attempt ->
                        attempt.getKey() >= first && attempt.getValue().get() == everybody()));
        trying.cancel(false);
        Object before = views.get();
        CompletableFuture<Integer> last = new CompletableFuture<>();
        timer.execute(() -> last.complete(probe()));
        int attempt = last.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        BooleanSupplier all = () -> {
            AtomicLong count = reached.get(attempt);
            return count != null && count.get() == everybody();
        };
        await("reached by attempt " + attempt, () -> all.getAsBoolean() || !before.equals(views.get()));
        return all.getAsBoolean();
    }

    private long everybody() {
        return (long) members.size() * nodes;
    }

    private int probe() {
        int attempt = ++attempts;
        for (Member member : members.subList(0, nodes)) {
            member.client.publish(EVERYBODY, attempt + ":" + member.number);
        }
        return attempt;
    }

    /** @return what went wrong without being in the journal */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void await(String what, BooleanSupplier condition) {
        if (!Eventually.met(UNHURRIED, condition)) {
            throw new AssertionError("not " + what + ": " + this);
        }
    }

    @Override
    public String toString() {
        Map<String, Integer> states = new TreeMap<>();
        for (Member member : members) {
            states.merge("node " + member.node() + " " + member.client.state(), 1, Integer::sum);
        }
        return states + ", published " + published + ", received " + received + ", reached "
                + new TreeMap<>(reached) + ", failures "
                + new ArrayList<>(failures).subList(0, Math.min(20, failures.size()));
    }

    /** Ends the load; the journal is complete then. */
    @Override
    public void close() throws IOException {
        timer.shutdownNow();
        members.forEach(member -> member.client.abort());
        journal.close();
    }
}
