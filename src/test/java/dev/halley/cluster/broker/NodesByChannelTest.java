package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import javax.management.ObjectName;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Holds the look-up of nodes against a matcher that is naive on purpose. */
class NodesByChannelTest {

    private static final List<ChannelId> CHANNELS = names(false);
    private static final List<ChannelId> ALL = names(true);

    private record Change(ChannelId wanted, NodeId node, boolean on) {}

    /** Every channel, or channel and pattern, over few segments, so that matches are frequent. */
    private static List<ChannelId> names(boolean patterns) {
        List<String> parents = new ArrayList<>(List.of(""));
        List<String> names = new ArrayList<>();
        for (int depth = 1; depth <= 3; depth++) {
            List<String> channels = new ArrayList<>();
            for (String parent : parents) {
                for (String segment : List.of("a", "ab", "b")) {
                    channels.add(parent + "/" + segment);
                }
                if (patterns) {
                    names.add(parent + "/*");
                    names.add(parent + "/**");
                }
            }
            names.addAll(channels);
            parents = channels;
        }
        return names.stream().map(ChannelId::of).toList();
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        Arbitrary<NodeId> nodes = Arbitraries.of("1", "2", "3").map(NodeId::new);
        return Combinators.combine(Arbitraries.of(ALL), nodes, Arbitraries.of(true, true, false))
                .as(Change::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void findsWhatANaiveMatcherFindsAndKeepsNothingOfWhatIsGone(@ForAll("changes") List<Change> changes) {
        NodesByChannel found = new NodesByChannel();
        Set<Change> naive = new HashSet<>();
        for (Change change : changes) {
            Change entry = new Change(change.wanted(), change.node(), true);
            if (change.on()) {
                found.add(change.wanted(), change.node());
                naive.add(entry);
            } else {
                found.remove(change.wanted(), change.node());
                naive.remove(entry);
            }
        }
        for (ChannelId channel : CHANNELS) {
            List<NodeId> expected = naive.stream()
                    .filter(entry -> entry.wanted().matches(channel))
                    .map(Change::node)
                    .distinct()
                    .toList();
            assertThat(found.of(channel)).as(channel.toString()).containsExactlyInAnyOrderElementsOf(expected);
        }
        assertThat(found.size())
                .isEqualTo((int) naive.stream().map(Change::wanted).distinct().count());
        naive.forEach(entry -> found.remove(entry.wanted(), entry.node()));
        assertThat(found.size()).isZero();
    }

    @Test
    void whatWasFoundStaysAsItWas() {
        NodesByChannel nodes = new NodesByChannel();
        ChannelId channel = ChannelId.of("/a");
        nodes.add(channel, new NodeId("1"));
        NodeId[] before = nodes.of(channel);
        nodes.add(channel, new NodeId("2"));
        nodes.remove(channel, new NodeId("1"));
        assertThat(before).containsExactly(new NodeId("1"));
        assertThat(nodes.of(channel)).containsExactly(new NodeId("2"));
    }

    @Test
    void lookingUpMakesNothingWhereNobodyIsFoundThoughOthersWantOtherChannels() throws Exception {
        NodesByChannel nodes = new NodesByChannel();
        NodeId other = new NodeId("1");
        IntStream.range(0, 1_000).forEach(i -> nodes.add(ChannelId.of("/room/" + i), other));
        nodes.add(ChannelId.of("/chat/**"), other);
        nodes.add(ChannelId.of("/room/1/*"), other);
        ChannelId unwanted = ChannelId.of("/room/x/y");
        // As a channel that is there has kept them.
        unwanted.wilds();
        long[] made = new long[2];
        for (int round = 0; round < made.length; round++) {
            long before = allocated();
            int found = 0;
            for (int i = 0; i < 10_000; i++) {
                found += nodes.of(unwanted).length;
            }
            made[round] = allocated() - before;
            assertThat(found).isZero();
        }
        assertThat(Arrays.stream(made).min().orElseThrow())
                .as("bytes for 10,000 look-ups")
                .isLessThan(20_000);
    }

    private static long allocated() throws Exception {
        ObjectName threads = new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME);
        return (long) ManagementFactory.getPlatformMBeanServer().getAttribute(threads, "CurrentThreadAllocatedBytes");
    }
}
