package dev.halley.cluster.log;

import static dev.halley.cluster.log.LogNetwork.MILLI;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogNetwork.Node;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A few nodes and one stream, of which each step is written down: what must not happen is a fault. */
final class LogScript implements LogNetwork.Witness {

    private final LogNetwork network;
    /** How much the stream keeps. */
    HistoryPolicy policy = new HistoryPolicy(100, Duration.ofDays(1));

    /** What publishes were answered, in their order. */
    final List<PublishResult> results = new ArrayList<>();

    final List<LogEvent> events = new ArrayList<>();
    final LogChecker checker = new LogChecker();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, TestDisk> disks = new HashMap<>();
    /** Makes a node's disk, by the node's name. */
    Function<String, TestDisk> newDisk = name -> new TestDisk();

    private final Map<Long, String> values = new HashMap<>();
    private final Map<Long, Position> reads = new HashMap<>();
    private final String channel;
    private final Set<String> living = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Set<String> attached = new HashSet<>();
    private final Map<String, List<String>> delivered = new HashMap<>();
    final List<Page> pages = new ArrayList<>();
    private long tokens;

    /** @param ranking the names of the nodes: the first that is there sequences the stream, the second is its backup */
    LogScript(LogRules rules, String... ranking) {
        network = new LogNetwork(1, rules, this);
        channel = channel(ranking);
    }

    private static String channel(String... ranking) {
        for (int i = 0; ; i++) {
            String candidate = "/c" + i;
            List<ClusterNode> rest = new ArrayList<>();
            for (String name : ranking) {
                rest.add(new ClusterNode(new NodeId(name), name));
            }
            boolean right = true;
            for (String name : ranking) {
                right &= new Placement(rest, 2).sequencer(candidate).value().equals(name);
                rest.remove(0);
            }
            if (right) {
                return candidate;
            }
        }
    }

    LogNetwork network() {
        return network;
    }

    String channel() {
        return channel;
    }

    /** @return what a read after a position is told */
    Verdict verdict(String name, Position after) {
        pages.clear();
        since(name, after);
        run(100);
        return pages.get(0).verdict();
    }

    /** Changes the limits of nodes that are started from now on. */
    void limits(int copies, Duration keyTtl) {
        LogLimits usual = LogLimits.USUAL;
        network.limits = new LogLimits(
                copies,
                usual.maxBytes(),
                keyTtl,
                usual.maxPending(),
                Duration.ofSeconds(4),
                200,
                usual.windowBytes(),
                0,
                Duration.ofSeconds(60),
                false);
    }

    /** Bounds what each of the nodes that are started from now on keeps. */
    void limits(int copies, long maxBytes) {
        LogLimits usual = LogLimits.USUAL;
        network.limits = new LogLimits(
                copies,
                maxBytes,
                usual.keyTtl(),
                usual.maxPending(),
                usual.answerWithin(),
                usual.batchBytes(),
                usual.windowBytes(),
                0,
                usual.startWait(),
                false);
    }

    void start(String... names) {
        for (String name : names) {
            nodes.put(name, network.start(name, disks.computeIfAbsent(name, newDisk)));
            living.add(name);
        }
    }

    void startThree() {
        start("a", "b", "c");
        view("a", "b", "c");
    }

    /** The one read is answered, and not by a loss. */
    void expectAllRead() {
        expect(pages.size() == 1, "the read is not answered");
        expect(pages.stream().allMatch(page -> page.verdict() == Verdict.OK), "a reader was told of a loss");
    }

    Node node(String name) {
        return Objects.requireNonNull(nodes.get(name));
    }

    void view(String... names) {
        view(true, names);
    }

    void view(boolean quorum, String... names) {
        List<Node> members = new ArrayList<>();
        for (String name : names) {
            members.add(node(name));
        }
        network.install(members, 0, quorum, Set.of());
        run(20);
    }

    void run(long millis) {
        network.runFor(millis * MILLI);
    }

    void publish(String node, String... some) {
        for (String value : some) {
            publishKeyed(node, value, null);
        }
    }

    void publishKeyed(String node, String value, @Nullable Key key) {
        long token = tokens++;
        values.put(token, value);
        node(node).machine.publish(token, channel, key, policy, value.getBytes(StandardCharsets.UTF_8));
        run(5);
    }

    /** Asks what became of a publish. */
    void lookUp(String node, String value, Key key) {
        long token = tokens++;
        values.put(token, value);
        node(node).machine.lookup(token, channel, key);
        run(5);
    }

    void follow(String... names) {
        for (String name : names) {
            checker.wants(node(name), channel);
            node(name).machine.follow(channel);
        }
        run(20);
    }

    /** The nodes follow all streams by a pattern. */
    void attach(String... names) {
        for (String name : names) {
            checker.wants(node(name), channel);
            node(name).machine.attach("/*");
        }
        run(20);
    }

    /** @return what a node was handed, or read, as it follows the stream */
    List<String> delivered(String name) {
        return delivered.getOrDefault(name, List.of());
    }

    /** @return whether a node follows by a pattern */
    boolean isAttached(String name) {
        return attached.contains(name);
    }

    void since(String name, Position after) {
        long token = tokens++;
        reads.put(token, after);
        node(name).machine.since(token, channel, after, 100);
        run(20);
    }

    void clear(String name) {
        checker.cleared(channel);
        node(name).machine.clear(tokens++, channel);
        run(20);
    }

    void leave(String name) {
        node(name).machine.leave();
        run(3_000);
        expect(node(name).mayLeave, name + " may not leave");
    }

    /** The node ends; its disk stays. */
    void kill(String name) {
        node(name).kill();
        living.remove(name);
    }

    /** Loses messages of a kind from one node. */
    void lose(String from, Class<? extends LogMessage> kind) {
        network.loses = (node, message) -> node.name().equals(from) && kind.isInstance(message);
    }

    void lose(Predicate<LogMessage> which) {
        network.loses = (node, message) -> which.test(message);
    }

    void loseNothing() {
        network.loses = (node, message) -> false;
    }

    void hold(Class<? extends LogMessage> kind) {
        network.holds = (node, message) -> kind.isInstance(message);
    }

    /** Begins a read of which only the first piece is answered. */
    void readFirstPiece(String name, Position after) {
        int[] answers = {0};
        lose(message -> message instanceof LogMessage.Answer && answers[0]++ > 0);
        since(name, after);
        expect(pages.isEmpty(), "the read is not in pieces");
    }

    Position position(String value) {
        return checker.positionOf(value);
    }

    void expect(boolean right, String otherwise) {
        if (!right) {
            checker.fault(otherwise);
        }
    }

    void expectStored(String... some) {
        for (String value : some) {
            expect(checker.isAcknowledged(value), value + " is not answered");
        }
    }

    void expectNotStored(String value) {
        expect(!checker.isAcknowledged(value), value + " is answered");
    }

    void expectNobodyTold(String... names) {
        for (String name : names) {
            expect(!lost.contains(name), name + " was told of a loss");
        }
    }

    void expectTold(String name) {
        expect(lost.contains(name), name + " was not told of a loss");
    }

    /** All in one view again, until all is quiet. */
    List<String> end() {
        loseNothing();
        network.release();
        view(living.stream().sorted().toArray(String[]::new));
        run(12_000);
        boolean there = false;
        for (String name : living) {
            StreamLog stream = node(name).machine.streams().all().stream()
                    .filter(each -> each.channel().equals(channel) && each.sequencer() != null)
                    .findFirst()
                    .orElse(null);
            Replica whole = stream == null ? null : stream.replica();
            if (whole != null) {
                there = true;
                Page page = new StreamReader(whole, whole.top(), Integer.MAX_VALUE)
                        .newest(new LogMessage.Newest(Integer.MAX_VALUE, false));
                expect(whole.committed() == whole.last(), "not committed up to the top");
                checker.check(channel, page, whole);
                expectEqualCopies(whole);
            }
        }
        expect(there || !checker.hasAcknowledged(), "lost: the stream");
        return checker.faults();
    }

    private void expectEqualCopies(Replica whole) {
        for (String name : living) {
            Replica copy = LogChecker.replica(node(name), channel);
            if (copy != null) {
                expect(values(copy).equals(values(whole)), "the copy of " + name + " has " + values(copy));
            }
        }
    }

    static List<String> values(Replica replica) {
        return LogNetwork.entries(replica).stream().map(LogChecker::value).toList();
    }

    /** @return what a node has of the stream */
    List<String> values(String name) {
        Replica replica = LogChecker.replica(node(name), channel);
        return replica == null ? List.of() : values(replica);
    }

    @Override
    public void published(Node node, long token, PublishResult result, Position position) {
        results.add(result);
        String value = values.get(token);
        if (value != null && (result == PublishResult.STORED || result == PublishResult.DUPLICATE)) {
            checker.acknowledge(value, channel, position);
        }
    }

    @Override
    public void found(Node node, long token, @Nullable Found found) {
        String value = values.get(token);
        if (value != null && found != null && !found.position().equals(Position.NONE)) {
            checker.acknowledge(value, channel, found.position());
        }
    }

    @Override
    public void read(Node node, long token, @Nullable Page page) {
        if (page != null && reads.containsKey(token)) {
            pages.add(page);
            checker.read(node, channel, Objects.requireNonNull(reads.get(token)), page, false);
        }
    }

    @Override
    public void following(Node node, String of, Position from) {
        checker.following(node, of, from);
    }

    @Override
    public void deliver(Node node, String of, Position position, LogEntry entry) {
        delivered.computeIfAbsent(node.name(), none -> new ArrayList<>()).add(LogChecker.value(entry));
        checker.deliver(node, of, position, entry);
    }

    @Override
    public void attached(Node node, String pattern) {
        attached.add(node.name());
    }

    @Override
    public void lost(Node node, String of, Position top, Verdict why) {
        lost.add(node.name());
        checker.lost(node, of, top, why, false);
    }

    @Override
    public void happened(Node node, LogEvent event) {
        events.add(event);
        checker.happened(node, event);
    }
}
