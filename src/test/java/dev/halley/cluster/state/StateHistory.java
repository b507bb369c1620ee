package dev.halley.cluster.state;

import static dev.halley.cluster.state.VirtualNetwork.millis;

import dev.halley.cluster.state.VirtualNetwork.Node;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/**
 * What happens to some nodes between a beginning and an end, all of it by a seed: writes on all sides while nodes come, go, stand
 * still, start again, are torn apart and find each other; and whether in the end, in time, each sees what the others say.
 */
final class StateHistory {

    /** Rules 4 and 10: in the end all is whole so long after the last view, or so long after the last loss. */
    static final long AFTER_VIEW = millis(50);

    static final long AFTER_LOSS = millis(1_200);

    private static final String SECTION = "interest";
    private static final String OTHER = "users";
    private static final String[] NAMES = {"a", "b", "c", "d", "e"};
    private static final List<StateLimits> LIMITS = List.of(
            new StateLimits(1_000, 1_000_000, 30, 400, 60),
            new StateLimits(1_000, 1_000_000, 100, 700, 200),
            StateLimits.USUAL);

    /** A node with its state, what it has written, and what its listener knows. */
    final class Member {
        final Node node;
        final Map<Key, Long> truth = new HashMap<>();
        ClusterState state;
        Shadow shadow;

        Member(Node node) {
            this.node = node;
            start();
        }

        /** A new life of the layer, on the same links. */
        void start() {
            if (state != null) {
                faults.addAll(shadow.faults());
                state.close();
                truth.clear();
            }
            UUID incarnation = new UUID(random.nextLong(), random.nextLong());
            state = new ClusterState(
                    node, limits, new ClusterState.Surroundings(node, node, node, rules, incarnation), () -> {});
            shadow = new Shadow(state, node.id());
            state.listen(SECTION, shadow);
        }

        void put(Key key) {
            numbers++;
            state.put(key, Shadow.value(numbers));
            truth.put(key, numbers);
        }

        void remove(Key key) {
            state.remove(key);
            truth.remove(key);
        }
    }

    private final long seed;
    private final StateRules rules;
    private final VirtualNetwork network;
    private final Random random;
    private final StateLimits limits;
    private final List<Member> members = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private long numbers;
    private long keys;
    private int openSyncs;

    StateHistory(long seed, StateRules rules) {
        this.seed = seed;
        this.rules = rules;
        network = new VirtualNetwork(seed);
        random = network.random();
        limits = LIMITS.get(random.nextInt(LIMITS.size()));
    }

    /** @return what was wrong; nothing if all was right */
    List<String> run() {
        network.passesStrangers = random.nextInt(4) == 0;
        int count = 2 + random.nextInt(random.nextInt(6) == 0 ? 4 : 2);
        for (int i = 0; i < count; i++) {
            members.add(new Member(network.join(NAMES[i])));
        }
        write(random.nextInt(20));
        // Sometimes all at once, sometimes one after the other.
        for (int i = random.nextBoolean() ? count : 1; i <= count; i++) {
            installAll(members.subList(0, i));
            pause(40);
        }
        int steps = 3 + random.nextInt(12);
        for (int i = 0; i < steps; i++) {
            step();
            pause(random.nextInt(5) == 0 ? 1_500 : 30);
        }
        settle();
        return faults;
    }

    private void pause(int mostMillis) {
        network.runFor(millis(random.nextInt(mostMillis)));
    }

    private void tell(String what) {
        story.add(network.now() / 1_000_000 + " ms: " + what);
    }

    private void step() {
        Member member = anyMember();
        switch (random.nextInt(19)) {
            case 0, 1, 2, 3 -> write(1 + random.nextInt(6));
            case 4 -> write(40);
            case 5, 6 -> sync(member);
            case 7 -> breakLink(member, anyMember());
            case 8 -> split();
            case 9 -> installAll(members);
            case 10 -> exclude(member, anyMember());
            case 11 -> freeze(member);
            case 12 -> restart(member);
            case 13 -> {
                tell("new layer on " + member.node.id().value());
                member.start();
            }
            case 14 -> unreliable();
            case 15 -> {
                tell("clock back on " + member.node.id().value());
                member.node.setClockBack(millis(random.nextInt(100_000)));
            }
            case 16 -> listener(member);
            case 17 -> slow(member);
            default -> join();
        }
    }

    private Member anyMember() {
        return members.get(random.nextInt(members.size()));
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            Member member = anyMember();
            if (member.node.standsStill()) {
                continue;
            }
            int which = random.nextInt(14);
            Key key = new Key(random.nextInt(5) == 0 ? OTHER : SECTION, which < 4 ? "pin" + which : "k" + which);
            if (which == 13) {
                // Come and go for good: their removals are what is forgotten.
                tell("once on " + member.node.id().value());
                Key once = new Key(SECTION, "once" + keys++);
                member.put(once);
                network.runFor(millis(random.nextInt(3)));
                member.remove(once);
            } else if (which >= 4 && random.nextInt(3) == 0) {
                member.remove(key);
            } else {
                member.put(key);
            }
        }
    }

    private void sync(Member member) {
        if (member.node.standsStill()) {
            return;
        }
        Map<Key, Long> then = new HashMap<>(member.truth);
        long number = numbers;
        Map<Member, Integer> views = new HashMap<>();
        Map<Member, ClusterState> lives = new HashMap<>();
        members.forEach(each -> views.put(each, each.node.viewsSeen));
        members.forEach(each -> lives.put(each, each.state));
        ClusterState life = member.state;
        tell("sync by " + member.node.id().value());
        openSyncs++;
        life.sync().whenComplete((nothing, failure) -> {
            openSyncs--;
            if (failure == null && views.get(member) == member.node.viewsSeen) {
                for (Member other : members) {
                    if (other.state == lives.get(other)
                            && other.node.viewsSeen == views.get(other)
                            && member.node.view().has(other.node.id())
                            && other.node.view().has(member.node.id())) {
                        checkSynced(member, other, then, number);
                    }
                }
            }
        });
    }

    private void checkSynced(Member owner, Member other, Map<Key, Long> then, long number) {
        Map<Key, byte[]> seen = other.state.part(owner.node.id(), SECTION);
        then.forEach((key, value) -> {
            byte[] there = seen.get(key);
            boolean behind = there == null ? value.equals(owner.truth.get(key)) : Shadow.number(there) < value;
            if (key.section().equals(SECTION) && behind) {
                fault(owner.node.id().value() + " synced at " + network.now() + ", but "
                        + other.node.id().value() + " does not see " + key + "; " + owner.state.report());
            }
        });
        seen.forEach((key, there) -> {
            if (!then.containsKey(key) && Shadow.number(there) <= number) {
                fault(owner.node.id().value() + " synced at " + network.now() + ", but "
                        + other.node.id().value() + " still sees " + key + Shadow.number(there) + " then " + then
                        + " now " + owner.truth + number + "; " + owner.state.report());
            }
        });
    }

    private void fault(String what) {
        faults.add(what);
    }

    private void breakLink(Member one, Member other) {
        tell("break " + one.node.id().value() + " " + other.node.id().value());
        write(3);
        network.breakLink(one.node.id(), other.node.id());
    }

    private void split() {
        List<Member> one = new ArrayList<>();
        List<Member> other = new ArrayList<>();
        members.forEach(member -> (random.nextBoolean() ? one : other).add(member));
        tell("split " + one.size() + " " + other.size());
        installAll(one);
        installAll(other);
    }

    private void installAll(Collection<Member> some) {
        tell("view of " + some.size());
        network.install(some.stream().map(member -> member.node).toList(), millis(random.nextInt(4) * 5));
    }

    /** One node sees the other no more, which knows nothing of that. */
    private void exclude(Member from, Member which) {
        if (from != which) {
            tell(from.node.id().value() + " excludes " + which.node.id().value());
            List<Node> rest = members.stream()
                    .filter(member -> member != which)
                    .map(member -> member.node)
                    .toList();
            ClusterView view = network.view(rest);
            if (random.nextBoolean()) {
                network.install(from.node, view, 0);
            } else {
                rest.forEach(node -> network.install(node, view, millis(15)));
            }
        }
    }

    private void freeze(Member member) {
        tell("freeze " + member.node.id().value());
        member.node.standStill(millis(random.nextInt(random.nextInt(4) == 0 ? 9_000 : 400)));
        if (random.nextBoolean()) {
            exclude(members.get((members.indexOf(member) + 1) % members.size()), member);
        }
    }

    private void slow(Member member) {
        tell("slow " + member.node.id().value());
        member.node.slowness(millis(random.nextInt(20)));
    }

    private void restart(Member member) {
        tell("restart " + member.node.id().value());
        faults.addAll(member.shadow.faults());
        member.state.close();
        network.kill(member.node);
        members.remove(member);
        boolean seenBefore = random.nextBoolean() && !members.isEmpty();
        if (seenBefore) {
            installAll(members);
        }
        pause(100);
        members.add(new Member(network.join(member.node.self().name())));
        write(3);
        installAll(members);
    }

    private void join() {
        if (members.size() < NAMES.length) {
            Set<String> taken = new HashSet<>();
            members.forEach(member -> taken.add(member.node.self().name()));
            for (String name : NAMES) {
                if (taken.add(name)) {
                    tell("join " + name);
                    members.add(new Member(network.join(name)));
                    break;
                }
            }
            write(2);
            installAll(members);
        }
    }

    private void unreliable() {
        tell("unreliable");
        network.lossOneIn = random.nextInt(3) == 0 ? 0 : 10;
        network.doubleOneIn = random.nextInt(3) == 0 ? 0 : 5;
    }

    private void listener(Member member) {
        tell("throwing or slow listener");
        boolean slow = random.nextBoolean();
        member.shadow.after = () -> {
            if (slow) {
                member.node.standStill(millis(random.nextInt(4)));
            } else if (random.nextInt(3) == 0) {
                throw new IllegalStateException("thrown by the test");
            }
        };
    }

    private void settle() {
        network.doubleOneIn = 0;
        long thawed = 0;
        for (Member member : members) {
            member.shadow.after = () -> {};
            member.node.slowness(0);
            thawed = Math.max(thawed, member.node.stillFor());
        }
        // Views and doubles that are on their way arrive.
        network.runFor(thawed + VirtualNetwork.LATE + millis(20));
        write(random.nextInt(4));
        // Of some, only the end is lost: nothing that follows shows the gap.
        pause(5);
        network.lossOneIn = 0;
        Set<NodeId> all = new HashSet<>();
        members.forEach(member -> all.add(member.node.id()));
        boolean oneView = members.stream().allMatch(member -> isViewOf(member.node.view(), all));
        if (oneView && random.nextBoolean()) {
            network.runFor(AFTER_LOSS);
        } else {
            network.install(members.stream().map(member -> member.node).toList(), millis(10));
            network.runFor(millis(10) + AFTER_VIEW);
        }
        check(all);
    }

    private static boolean isViewOf(ClusterView view, Set<NodeId> all) {
        return view.members().size() == all.size()
                && view.members().stream().allMatch(member -> all.contains(member.id()));
    }

    private void check(Set<NodeId> all) {
        if (openSyncs != 0) {
            // One more second: the answer to the question may be what was lost.
            network.runFor(AFTER_LOSS);
        }
        if (openSyncs != 0) {
            fault(openSyncs + " syncs are still open");
        }
        for (Member member : members) {
            faults.addAll(member.shadow.faults());
            if (!member.state.isComplete()) {
                fault(member.node.id().value() + " has not found all parts");
            }
            for (Member owner : members) {
                checkSeen(member, owner);
            }
            if (!all.containsAll(member.shadow.found)) {
                fault(member.node.id().value() + " knows of parts that are gone: " + member.shadow.found);
            }
            member.shadow.parts.forEach((node, part) -> {
                if (!part.isEmpty() && !all.contains(node)) {
                    fault(member.node.id().value() + " was told of what is gone: " + node.value() + part);
                }
            });
            for (StateReport.PeerReport peer : member.state.report().peers()) {
                if (peer.inFlight() > limits.window() + 100) {
                    fault("more in flight than the window: " + peer);
                }
            }
        }
    }

    private void checkSeen(Member member, Member owner) {
        NodeId id = owner.node.id();
        Map<Key, Long> seen = new HashMap<>();
        for (String section : List.of(SECTION, OTHER)) {
            member.state.part(id, section).forEach((key, value) -> seen.put(key, Shadow.number(value)));
        }
        if (!seen.equals(owner.truth)) {
            fault(member.node.id().value() + " sees of " + id.value() + " " + seen + ", not " + owner.truth);
        }
        Map<Key, Long> told = new HashMap<>(owner.truth);
        told.keySet().removeIf(key -> !key.section().equals(SECTION));
        if (!member.shadow.parts.getOrDefault(id, Map.of()).equals(told)) {
            fault(member.node.id().value() + " was told of " + id.value() + " " + member.shadow.parts.get(id) + ", not "
                    + told);
        }
    }

    @Override
    public String toString() {
        return "seed " + seed + ", " + limits + ", " + String.join("; ", story) + ": " + faults;
    }
}
