package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.Shadow;
import dev.halley.cluster.state.StateLimits;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState.Key;
import dev.halley.testing.Soak;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three nodes on real links that write while they are torn apart, exclude each other and start again: in the end all see the same. */
@Timeout(1_800)
class StateHistoriesOverLinksTest {

    private static final int HISTORIES = Soak.choose(50, 1_000);
    private static final StateLimits SMALL = new StateLimits(10_000, 10_000_000, 100, 1_000, 200);

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final TestLinks cluster = new TestLinks();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final List<Member> members = new ArrayList<>();
    private final List<String> story = new ArrayList<>();
    private long numbers;

    private final class Member {
        private final Links links;
        private final Map<Key, Long> truth = new HashMap<>();
        private ClusterState state;
        private Shadow shadow;
        private ToldView view;

        Member(String name) {
            links = cluster.inMemory(cluster.settings(name, 16 * 1024 * 1024, Duration.ofSeconds(20)));
            start();
        }

        void start() {
            truth.clear();
            state = ClusterState.start(links, new SystemClock(), timer, SMALL, links::lookForOthers);
            shadow = new Shadow(state, id());
            state.listen("interest", shadow);
            view = new ToldView(links);
        }

        NodeId id() {
            return links.self().id();
        }

        void end() {
            state.close();
            links.close();
        }
    }

    @AfterEach
    void end() {
        members.forEach(Member::end);
        cluster.close();
        timer.close();
    }

    @Test
    void allSeeTheUnionOfTheirPartsAfterEachHistory() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            members.add(new Member(name));
        }
        for (int i = 0; i < HISTORIES; i++) {
            write(random.nextInt(200));
            history();
            settle("history " + i + " of seed " + seed);
        }
    }

    private Member any() {
        return members.get(random.nextInt(members.size()));
    }

    private void write(int count) {
        for (int i = 0; i < count; i++) {
            Member member = any();
            int which = random.nextInt(40);
            Key key = new Key("interest", which < 5 ? "pin" + which : "k" + which);
            if (which >= 5 && random.nextInt(3) == 0) {
                member.state.remove(key);
                member.truth.remove(key);
            } else {
                member.state.put(key, Shadow.value(++numbers));
                member.truth.put(key, numbers);
            }
        }
    }

    private void history() throws Exception {
        Member one = any();
        List<Member> rest = members.stream().filter(member -> member != one).toList();
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4, 5 -> {
                story.add("split");
                tearApart(one, rest);
                install(List.of(one));
                install(rest);
                write(100);
                TestLinks.heal(links(members));
                one.links.lookForOthers();
            }
            case 6 -> {
                story.add("excluded by all others");
                install(rest);
                write(100);
            }
            case 7, 8 -> {
                story.add("restart");
                one.end();
                members.remove(one);
                write(50);
                members.add(new Member(one.links.self().name()));
            }
            case 9, 10, 11, 12 -> {
                story.add("new layer");
                one.state.close();
                write(50);
                one.start();
            }
            default -> story.add("writes");
        }
        write(100);
    }

    private static void tearApart(Member one, List<Member> rest) {
        for (Member other : rest) {
            TestLinks.ignore(one.links, other.links);
            TestLinks.ignore(other.links, one.links);
        }
    }

    private static Links[] links(List<Member> members) {
        return members.stream().map(member -> member.links).toArray(Links[]::new);
    }

    private static void install(List<Member> part) throws InterruptedException {
        TestLinks.install(List.of(links(part)));
        awaitTold(part);
    }

    private static void awaitTold(List<Member> part) throws InterruptedException {
        List<NodeId> ids = part.stream().map(Member::id).toList();
        for (Member member : part) {
            member.view.await(ids);
        }
    }

    private void settle(String where) throws Exception {
        try {
            awaitTold(members);
            List<CompletableFuture<Void>> syncs = new ArrayList<>();
            for (Member member : members) {
                syncs.add(member.state.sync().toCompletableFuture());
            }
            for (CompletableFuture<Void> sync : syncs) {
                sync.get(20, TimeUnit.SECONDS);
            }
            for (Member member : members) {
                check(member);
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    where + ", " + story.subList(Math.max(0, story.size() - 20), story.size()) + ", "
                            + members.stream()
                                    .map(member -> member.state.report())
                                    .toList(),
                    e);
        }
    }

    private void check(Member member) {
        assertThat(member.shadow.faults()).isEmpty();
        for (Member owner : members) {
            Map<Key, Long> seen = new HashMap<>();
            member.state.part(owner.id(), "interest").forEach((key, value) -> seen.put(key, Shadow.number(value)));
            assertThat(seen).isEqualTo(owner.truth);
            assertThat(member.shadow.parts.getOrDefault(owner.id(), Map.of())).isEqualTo(owner.truth);
        }
        member.shadow.parts.forEach((node, part) -> assertThat(part.isEmpty()
                        || members.stream().anyMatch(each -> each.id().equals(node)))
                .isTrue());
    }
}
