package dev.halley.cluster.log;

import static dev.halley.cluster.log.LogNetwork.MILLI;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Found;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogNetwork.Node;
import dev.halley.history.store.StoredEntry.Key;
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
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the streams of some nodes between a beginning and an end, all of it by a seed: publishes, readers and followers on all
 * sides while nodes come, go, stand still, start again with old disks, are torn apart and find each other.
 */
final class LogHistory implements LogNetwork.Witness {

    private static final String[] NAMES = {"a", "b", "c", "d", "e"};
    private static final String[] CHANNELS = {"/x", "/y", "/z"};

    private final long seed;
    private final LogNetwork network;
    private final Random random;
    private final LogChecker checker = new LogChecker();
    private final List<Node> members = new ArrayList<>();
    private final Map<String, TestDisk> oldDisks = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private final Map<Long, Publish> publishes = new HashMap<>();
    private final Map<Long, Read> reads = new HashMap<>();
    private final Map<Long, String> clears = new HashMap<>();
    private final boolean refuses;
    private final boolean hasDisks;
    private final HistoryPolicy policy;
    private final Set<NodeId> left = new HashSet<>();
    private int expected;
    private long tokens;
    private long values;
    boolean tracing;

    /** A client's publish, until it is answered. */
    private static final class Publish {
        final String channel;
        final String value;
        final @Nullable Key key;
        int tries;
        boolean answered;

        Publish(String channel, String value, @Nullable Key key) {
            this.channel = channel;
            this.value = value;
            this.key = key;
        }
    }

    private record Read(String channel, Position after) {}

    LogHistory(long seed, LogRules rules) {
        this.seed = seed;
        network = new LogNetwork(seed, rules, this);
        random = network.random();
        refuses = random.nextInt(5) == 0;
        hasDisks = random.nextInt(3) > 0;
        boolean small = random.nextInt(3) == 0;
        checker.entriesLeave = small;
        policy = small
                ? new HistoryPolicy(1 + random.nextInt(8), Duration.ofSeconds(3 + random.nextInt(20)))
                : new HistoryPolicy(100_000, Duration.ofDays(30));
        LogLimits usual = LogLimits.USUAL;
        network.limits = new LogLimits(
                random.nextInt(6) == 0 ? 1 : 2,
                small && random.nextInt(3) == 0 ? 4_000 : usual.maxBytes(),
                Duration.ofSeconds(random.nextBoolean() ? 10 : 300),
                usual.maxPending(),
                usual.answerWithin(),
                random.nextBoolean() ? 400 : usual.batchBytes(),
                random.nextBoolean() ? 40_000 : usual.windowBytes(),
                0,
                Duration.ofSeconds(20),
                hasDisks && random.nextBoolean());
        checker.loneCopies = network.limits.copies() == 1;
        network.passesStrangers = random.nextInt(3) == 0;
    }

    /** @return what was wrong; nothing if all was right */
    List<String> run() {
        if (tracing) {
            network.trace = this::tell;
        }
        int count = 2 + random.nextInt(3);
        expected = count;
        for (int i = 0; i < count; i++) {
            members.add(network.start(NAMES[i], newDisk()));
        }
        install(members);
        pause(40);
        for (int i = 0; i < 3; i++) {
            follow(anyMember());
        }
        publish(random.nextInt(6));
        int steps = 4 + random.nextInt(14);
        for (int i = 0; i < steps; i++) {
            step();
            pause(random.nextInt(4) == 0 ? 2_500 : 60);
        }
        settle();
        return checker.faults();
    }

    /** Half of the histories that restart nodes with their disks have files on these. */
    private TestDisk newDisk() {
        return hasDisks && seed % 2 == 0
                ? new TestDisk(new DiskOfFiles(network, network.limits.keyTtl(), 2_048), network)
                : new TestDisk();
    }

    private void pause(int mostMillis) {
        network.runFor((1 + random.nextInt(mostMillis)) * MILLI);
    }

    private void tell(String what) {
        story.add(network.nanos() / MILLI + " ms: " + what);
    }

    private void step() {
        Node member = anyMember();
        switch (random.nextInt(22)) {
            case 0, 1, 2, 3, 4 -> publish(1 + random.nextInt(6));
            case 5 -> publish(30);
            case 6 -> follow(member);
            case 7, 8 -> read(member);
            case 9 -> split();
            case 10, 11 -> install(members);
            case 12 -> exclude(member);
            case 13, 14 -> freeze(member);
            case 15, 16 -> kill(member);
            case 17 -> leave(member);
            case 18 -> unreliable();
            case 19 -> clear(member);
            case 20 -> unfollow(member);
            default -> join();
        }
    }

    private Node anyMember() {
        return members.get(random.nextInt(members.size()));
    }

    private String anyChannel() {
        return CHANNELS[random.nextInt(CHANNELS.length)];
    }

    // --- clients ---

    private void publish(int count) {
        for (int i = 0; i < count; i++) {
            String value = "v" + values++;
            Key key = random.nextInt(3) == 0 ? new Key("k" + value, "d") : null;
            publish(new Publish(anyChannel(), value, key));
            if (random.nextBoolean()) {
                network.runFor(random.nextInt(3_000) * 1_000L);
            }
        }
    }

    private void publish(Publish publish) {
        Node node = anyMember();
        if (node.isFrozen()) {
            return;
        }
        long token = tokens++;
        publishes.put(token, publish);
        publish.tries++;
        tell(publish.value + " to " + publish.channel + " by " + node);
        node.whenAwake(() -> {
            if (publish.key != null && publish.tries > 1) {
                node.machine.lookup(token, publish.channel, publish.key);
            } else {
                send(node, token, publish);
            }
        });
        if (publish.key != null && random.nextInt(3) == 0) {
            // The client did not get the answer, and repeats it elsewhere.
            network.at(network.nanos() + random.nextInt(3_000) * MILLI, () -> {
                if (publish.tries < 4) {
                    publish(publish);
                }
            });
        }
    }

    @Override
    public void published(Node node, long token, PublishResult result, Position position) {
        Publish publish = Objects.requireNonNull(publishes.get(token));
        if (result == PublishResult.STORED || result == PublishResult.DUPLICATE) {
            tell(publish.value + " is " + result + " at " + position);
            checker.acknowledge(publish.value, publish.channel, position);
        } else if (result == PublishResult.CONFLICT) {
            checker.fault("conflict without a cause: " + publish.value);
        }
    }

    @Override
    public void found(Node node, long token, @Nullable Found found) {
        Publish publish = Objects.requireNonNull(publishes.get(token));
        if (found != null && !found.position().equals(Position.NONE)) {
            tell(publish.value + " is found at " + found.position());
            checker.acknowledge(publish.value, publish.channel, found.position());
        } else if (found != null) {
            send(node, token, publish);
        }
    }

    private void send(Node node, long token, Publish publish) {
        byte[] data = publish.value.getBytes(StandardCharsets.UTF_8);
        node.machine.publish(token, publish.channel, publish.key, policy, data);
    }

    private void follow(Node node) {
        if (node.isFrozen()) {
            return;
        }
        String channel = anyChannel();
        tell(node + " follows " + channel);
        if (random.nextInt(4) == 0) {
            Stream.of(CHANNELS).forEach(each -> wants(node, each));
            node.machine.attach("/*");
        } else {
            wants(node, channel);
            node.machine.follow(channel);
        }
    }

    private void wants(Node node, String channel) {
        if (seesAll(node)) {
            checker.wants(node, channel);
        }
    }

    private boolean seesAll(Node node) {
        return members.stream().allMatch(other -> node.view.has(other.id()) && other.view.has(node.id()));
    }

    @Override
    public void attached(Node node, String pattern) {
        if (!seesAll(node)) {
            // What the other part has is new to whoever began to follow in this one.
            Stream.of(CHANNELS).forEach(channel -> checker.wantsAll(node, channel));
        }
    }

    private void unfollow(Node node) {
        if (!node.isFrozen()) {
            String channel = anyChannel();
            tell(node + " unfollows " + channel);
            node.machine.detach("/*");
            for (String each : CHANNELS) {
                node.machine.unfollow(each);
                checker.unfollowed(node, each);
            }
        }
    }

    private void read(Node node) {
        String channel = anyChannel();
        List<Position> positions = checker.positions(channel);
        if (!positions.isEmpty() && !node.isFrozen()) {
            long token = tokens++;
            Position after = positions.get(random.nextInt(positions.size()));
            reads.put(token, new Read(channel, after));
            node.machine.since(token, channel, after, 1 + random.nextInt(50));
        }
    }

    @Override
    public void read(Node node, long token, @Nullable Page page) {
        Read read = Objects.requireNonNull(reads.get(token));
        if (page != null) {
            checker.read(node, read.channel(), read.after(), page, isApart(node));
        }
    }

    private boolean isApart(Node node) {
        return members.stream().anyMatch(other -> !node.view.has(other.id()));
    }

    private void clear(Node node) {
        if (!node.isFrozen() && random.nextBoolean()) {
            String channel = anyChannel();
            tell(node + " clears " + channel);
            long token = tokens++;
            clears.put(token, channel);
            checker.cleared(channel);
            node.machine.clear(token, channel);
        }
    }

    @Override
    public void following(Node node, String channel, Position from) {
        tell(node + " is at " + from + " of " + channel);
        checker.following(node, channel, from);
    }

    @Override
    public void deliver(Node node, String channel, Position position, LogEntry entry) {
        if (tracing) {
            tell(node + " gets " + position + " of " + channel);
        }
        checker.deliver(node, channel, position, entry);
    }

    @Override
    public void lost(Node node, String channel, Position top, Verdict why) {
        tell(node + " is told " + why + ", goes on at " + top + " of " + channel);
        checker.lost(node, channel, top, why, isApart(node));
    }

    @Override
    public void happened(Node node, LogEvent event) {
        tell(node + " " + event);
        checker.happened(node, event);
    }

    // --- nodes ---

    private void install(List<Node> some) {
        tell("view of " + some);
        left.removeIf(id -> false);
        network.install(some, random.nextInt(4) * 5 * MILLI, hasQuorum(some.size()), Set.copyOf(left));
    }

    private boolean hasQuorum(int size) {
        return !refuses || 2 * size > expected;
    }

    private void split() {
        List<Node> one = new ArrayList<>();
        List<Node> other = new ArrayList<>();
        members.forEach(member -> (random.nextBoolean() ? one : other).add(member));
        if (!one.isEmpty() && !other.isEmpty()) {
            tell("split " + one + " " + other);
            network.install(one, 5 * MILLI, hasQuorum(one.size()), Set.of());
            network.installAlso(other, 5 * MILLI, hasQuorum(other.size()));
        }
    }

    private void exclude(Node node) {
        List<Node> rest = new ArrayList<>(members);
        rest.remove(node);
        if (!rest.isEmpty()) {
            tell("excluded: " + node);
            network.install(rest, 15 * MILLI, hasQuorum(rest.size()), Set.of());
        }
    }

    private void freeze(Node node) {
        tell("freeze " + node);
        node.freeze(random.nextInt(random.nextInt(3) == 0 ? 9_000 : 500) * MILLI);
        if (random.nextBoolean()) {
            pause(300);
            exclude(node);
        }
    }

    private void kill(Node node) {
        if (hasDisks && network.limits.durable() && random.nextInt(5) == 0) {
            killAll();
            return;
        }
        if (members.size() < 2) {
            return;
        }
        tell("kill " + node);
        members.remove(node);
        node.kill();
        boolean back = random.nextBoolean();
        boolean withDisk = back && hasDisks && random.nextInt(3) > 0;
        checker.gone(node, members);
        if (random.nextInt(4) > 0) {
            pause(random.nextBoolean() ? 1_500 : 20);
            install(members);
        }
        if (back) {
            pause(1_000);
            tell("start " + node.name() + (withDisk ? " with its disk" : ""));
            members.add(network.start(node.name(), withDisk ? node.disk : newDisk()));
            install(members);
        } else if (hasDisks && random.nextBoolean()) {
            oldDisks.put(node.name(), node.disk);
        }
    }

    /** All end at the same moment, and start again with their disks: nothing that was acknowledged is lost. */
    private void killAll() {
        tell("kill all");
        List<Node> killed = List.copyOf(members);
        killed.forEach(Node::kill);
        members.clear();
        for (Node node : killed) {
            tell("start " + node.name() + " with its disk");
            members.add(network.start(node.name(), node.disk));
            if (random.nextBoolean()) {
                install(members);
                pause(100);
            }
        }
        install(members);
    }

    private void leave(Node node) {
        if (members.size() < 2 || node.isFrozen()) {
            return;
        }
        tell("leave " + node);
        node.machine.leave();
        for (int i = 0; i < 40 && !node.mayLeave; i++) {
            network.runFor(250 * MILLI);
        }
        if (!node.mayLeave || members.stream().anyMatch(other -> !node.view.has(other.id()))) {
            // It ends without, or was apart: as if it were killed.
            tell("ends before it may");
            checker.gone(node, members.stream().filter(other -> other != node).toList());
        }
        members.remove(node);
        expected--;
        node.kill();
        left.add(node.id());
        if (hasDisks && random.nextBoolean()) {
            oldDisks.put(node.name(), node.disk);
        }
        install(members);
    }

    private void join() {
        Set<String> taken = new HashSet<>();
        members.forEach(member -> taken.add(member.name()));
        for (String name : NAMES) {
            if (taken.add(name)) {
                TestDisk disk = oldDisks.remove(name);
                tell("join " + name + (disk == null ? "" : " with an old disk"));
                members.add(network.start(name, disk == null ? newDisk() : disk));
                expected = Math.max(expected, members.size());
                break;
            }
        }
        install(members);
    }

    private void unreliable() {
        tell("unreliable");
        network.lossOneIn = random.nextInt(3) == 0 ? 0 : 4 + random.nextInt(20);
        network.lateOneIn = random.nextInt(3) == 0 ? 0 : 4 + random.nextInt(20);
    }

    // --- the end ---

    private void settle() {
        network.lossOneIn = 0;
        network.lateOneIn = 0;
        long thawed = 0;
        for (Node member : members) {
            thawed = Math.max(thawed, member.frozenFor());
        }
        network.runFor(thawed + 100 * MILLI);
        expected = members.size();
        install(members);
        network.runFor(25_000 * MILLI);
        Map<String, Replica> whole = new LinkedHashMap<>();
        for (String channel : CHANNELS) {
            checkEnd(channel);
        }
    }

    private void checkEnd(String channel) {
        Node sequencer = null;
        for (Node member : members) {
            if (!member.machine.isServing()) {
                checker.fault("stuck: " + member + " does not serve");
                return;
            }
            StreamLog stream = member.machine.streams().all().stream()
                    .filter(each -> each.channel().equals(channel) && each.sequencer() != null)
                    .findFirst()
                    .orElse(null);
            if (stream != null) {
                sequencer = member;
                if (!Objects.requireNonNull(stream.sequencer()).isSynced()) {
                    checker.fault("stuck: " + channel + " is not synced");
                }
            }
        }
        Replica whole = sequencer == null ? null : LogChecker.replica(sequencer, channel);
        if (whole == null) {
            return;
        }
        checkCopies(channel, whole, sequencer);
        Page page = new StreamReader(whole, whole.top(), Integer.MAX_VALUE)
                .newest(new LogMessage.Newest(Integer.MAX_VALUE, false));
        if (whole.committed() != whole.last()) {
            checker.fault("stuck: " + channel + " is committed up to " + whole.committed() + " of " + whole.last());
        }
        checker.check(channel, page, whole);
    }

    private void checkCopies(String channel, Replica whole, Node sequencer) {
        int copies = 0;
        for (Node member : members) {
            Replica copy = LogChecker.replica(member, channel);
            if (copy == null) {
                continue;
            }
            copies++;
            if (copy.last() != whole.last()
                    || copy.first() != whole.first()
                    || !copy.lineage()
                            .runs()
                            .toString()
                            .equals(whole.lineage().runs().toString())) {
                checker.fault("copies differ: " + member + " has " + copy.head(channel) + " and " + sequencer + " has "
                        + whole.head(channel));
            }
        }
        if (copies != Math.min(members.size(), network.limits.copies())) {
            checker.fault(channel + " has " + copies + " copies on " + members.size() + " nodes");
        }
    }

    LogChecker checker() {
        return checker;
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + policy + ", " + network.limits + "\n" + String.join("\n", story);
    }
}
