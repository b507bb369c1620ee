package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.api.Registration;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the parts of a cluster do that has come apart. */
@Timeout(120)
class OnSplitTest {

    private final ManualTime time = new ManualTime();
    private final TestLinks cluster = new TestLinks();
    private final List<Links> links = new ArrayList<>();
    private final List<ClusterMember> members = new ArrayList<>();
    private final List<RecordedEvents> events = new ArrayList<>();

    @AfterEach
    void leave() {
        members.forEach(ClusterMember::close);
        cluster.close();
    }

    private static ServerConfig config(String onSplit, String expected) {
        return ServerConfig.of(Map.of(
                "cluster.name", "test", "cluster.node", "a", "cluster.onSplit", onSplit, "cluster.expected", expected));
    }

    private void start(String onSplit, String... names) throws Exception {
        for (String name : names) {
            Links joined = cluster.inMemory(name);
            RecordedEvents told = new RecordedEvents();
            ClusterMember member = new ClusterMember(joined, config(onSplit, "3"), time, time, Runnable::run);
            member.broker().start(publication -> {});
            member.tell(told);
            links.add(joined);
            members.add(member);
            events.add(told);
        }
        TestLinks.awaitView(links);
    }

    private static Published publish(ClusterMember member) {
        return publish(member, "/news");
    }

    private static Published publish(ClusterMember member, String channel) {
        return member.broker()
                .publish(new Publication(
                        ChannelId.of(channel),
                        ChannelMessage.of(channel, RawJson.from(1)),
                        Position.NONE,
                        new Origin(member.self().id(), Origin.SERVER),
                        DeliveryHints.TO_ALL))
                .toCompletableFuture()
                .join();
    }

    private static void assertRefused(ClusterMember member) {
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> publish(member))
                .havingCause()
                .isInstanceOfSatisfying(PublishException.class, refused -> assertThat(refused.error())
                        .isEqualTo(BayeuxError.CLUSTER_MINORITY));
    }

    private static void awaitQuorumLost(ClusterMember member, boolean lost) {
        while (member.bean().isQuorumLost() != lost) {
            Thread.onSpinWait();
        }
    }

    @Test
    void smallerPartRefusesPublishesUntilItFindsTheOthers() throws Exception {
        start("refuse", "a", "b", "c");
        publish(members.get(0));
        List<Links> larger = links.subList(1, 3);

        TestLinks.split(links.subList(0, 1), larger);
        awaitQuorumLost(members.get(0), true);
        assertRefused(members.get(0));
        assertThat(members.get(0).bean().isQuorumLost()).isTrue();
        assertThat(members.get(0).text()).contains("PUBLISHES ARE REFUSED, linked with 1 of 3 nodes");
        assertThat(members.get(0).readiness().objection()).contains("publishes are refused, linked with 1 of 3 nodes");
        publish(members.get(1));
        publish(members.get(2));
        assertThat(members.get(1).bean().isQuorumLost()).isFalse();

        TestLinks.heal(links.toArray(Links[]::new));
        links.get(0).lookForOthers();
        TestLinks.awaitView(links);
        awaitQuorumLost(members.get(0), false);
        publish(members.get(0));
        assertThat(members.get(0).text()).doesNotContain("REFUSED");
        assertThat(events.get(0).all()).contains("quorumLost:1:3", "quorumFound:3:3");
        assertThat(events.get(1).named("quorumLost"))
                .as("since the second joined")
                .isEmpty();
    }

    @Test
    void smallerPartAcceptsWhatIsForItsOwnSubscribersAlone() throws Exception {
        start("refuse", "a", "b", "c");
        Registration kept = members.get(0).broker().localOnly(ChannelId.of("/load/*"));
        TestLinks.split(links.subList(0, 1), links.subList(1, 3));
        awaitQuorumLost(members.get(0), true);
        publish(members.get(0), "/load/a");
        assertRefused(members.get(0));
        kept.close();
        assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> publish(members.get(0), "/load/a"));
    }

    @Test
    void nodesThatLeaveAreNotMissed() throws Exception {
        start("refuse", "a", "b", "c", "d", "e", "f");
        for (int i = 5; i > 1; i--) {
            members.remove(i).close();
            links.remove(i);
            TestLinks.awaitView(links);
        }

        publish(members.get(0));
        publish(members.get(1));
        assertThat(members.get(0).bean().isQuorumLost()).isFalse();
    }

    @Test
    void bothPartsGoOnUnlessToldToRefuse() throws Exception {
        start("continue", "a", "b", "c");
        TestLinks.split(links.subList(0, 1), links.subList(1, 3));

        members.forEach(OnSplitTest::publish);
        assertThat(members.get(0).bean().isQuorumLost()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0", "1", "2"})
    void refusingNeedsThreeNodesOrMore(String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClusterMember.join(config("refuse", expected), time, time, Runnable::run))
                .withMessage("'cluster.onSplit' is refuse, so 'cluster.expected' must be 3 or more: of two nodes none"
                        + " is the larger part.");
    }
}
