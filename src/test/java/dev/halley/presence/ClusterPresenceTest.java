package dev.halley.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Member;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.OwnedState.Key;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who is there is made of what each node tells, and of what is known of nodes that are lost. */
class ClusterPresenceTest {

    private static final ChannelId ROOM = ChannelId.of("/chat/42");
    private static final Duration MOMENT = Duration.ofNanos(1);

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final PresenceNode a = node("a");
    private final PresenceNode b = node("b");
    private final PresenceNode c = node("c");

    private PresenceNode node(String name) {
        return new PresenceNode(network, name, time);
    }

    private void pass(Duration by) {
        time.advance(by);
    }

    private void assertEverywhere(String... members) {
        for (PresenceNode node : new PresenceNode[] {a, b, c}) {
            assertThat(node.members(ROOM)).containsExactly(members);
        }
    }

    @Test
    void sessionsOfAllNodesAreAddedUp() {
        a.put(ROOM, "ann", 2);
        b.put(ROOM, "ann", 1);
        c.put(ROOM, "bob", 1);
        assertEverywhere("ann 3", "bob 1");

        a.put(ROOM, "ann", 1);
        assertEverywhere("ann 2", "bob 1");

        a.remove(ROOM, "ann");
        c.remove(ROOM, "bob");
        assertEverywhere("ann 1");
        b.remove(ROOM, "ann");
        assertEverywhere();
        assertThat(c.takeTold()).containsExactly("+ann", "+bob", "-bob", "-ann");
        assertThat(a.presence.awaited()).isZero();
    }

    @Test
    void whoJoinsLaterLearnsWhoIsThere() {
        a.put(ROOM, "ann", 1);
        b.put(ROOM, "ann", 2);
        PresenceNode late = node("d");
        assertThat(late.members(ROOM)).containsExactly("ann 3");
        b.put(ROOM, "bob", 1);
        b.remove(ROOM, "ann");
        a.remove(ROOM, "ann");
        assertThat(late.takeTold()).containsExactly("=ann", "+bob", "-ann");
    }

    @Test
    void membersOfANodeThatComesLaterAndThoseAfterASplitJoin() {
        a.put(ROOM, "ann", 1);
        PresenceNode late = node("d");
        late.put(ROOM, "dan", 1);
        assertThat(c.takeTold()).containsExactly("+ann", "+dan");
        network.lose(late.node);
        pass(PresenceNodes.GRACE);
        assertThat(late.takeTold()).containsExactly("=ann", "+dan", "-ann");
        network.heal(late.node, a.node);
        assertThat(late.takeTold()).containsExactly("+ann");
    }

    @Test
    void infoIsThatOfTheNodeWhereASessionCameOrWasGivenOneLast() {
        b.put(ROOM, "ann", 1, "\"b1\"");
        a.put(ROOM, "ann", 1, "\"a1\"");
        assertEverywhere("ann 2 \"a1\"");
        b.put(ROOM, "ann", 1, "\"b2\"");
        assertEverywhere("ann 2 \"b2\"");
        a.put(ROOM, "ann", 2, "\"a1\"");
        assertEverywhere("ann 3 \"a1\"");
        b.put(ROOM, "ann", 2, "\"b2\"");
        a.put(ROOM, "ann", 1, "\"a0\"");
        assertEverywhere("ann 3 \"b2\"");
        c.put(ROOM, "ann", 1, null);
        assertEverywhere("ann 4 \"b2\"");
        b.remove(ROOM, "ann");
        assertEverywhere("ann 2 \"a0\"");
    }

    @Test
    void nodesThatSetAnInfoAtOnceAgreeOnOne() {
        network.hold(a.node, b.node);
        network.hold(b.node, a.node);
        a.put(ROOM, "ann", 1, "\"a\"");
        b.put(ROOM, "ann", 1, "\"b\"");
        network.release(a.node, b.node);
        network.release(b.node, a.node);
        assertEverywhere("ann 2 \"b\"");
    }

    @Test
    void membersOfALostNodeStayForTheGraceAndNotLonger() {
        a.put(ROOM, "ann", 1, "\"here\"");
        b.put(ROOM, "bob", 1);
        a.kill();
        pass(PresenceNodes.GRACE.minus(MOMENT));
        assertThat(b.members(ROOM)).containsExactly("ann 1 \"here\"", "bob 1");
        assertThat(b.presence.awaited()).isOne();
        pass(MOMENT);
        assertThat(b.members(ROOM)).containsExactly("bob 1");
        assertThat(c.takeTold()).containsExactly("+ann", "+bob", "-ann");
        assertThat(b.presence.awaited()).isZero();
    }

    @Test
    void whoIsBackOnAnotherNodeWithinTheGraceWasNeverGone() {
        a.put(ROOM, "ann", 1);
        a.kill();
        pass(PresenceNodes.GRACE.minus(MOMENT));
        b.put(ROOM, "ann", 1);
        pass(PresenceNodes.GRACE);
        assertThat(b.members(ROOM)).containsExactly("ann 1");
        assertThat(c.members(ROOM)).containsExactly("ann 1");
        assertThat(c.takeTold()).containsExactly("+ann");
        assertThat(c.calls()).isEqualTo(1);
        b.remove(ROOM, "ann");
        assertThat(c.members(ROOM)).isEmpty();
    }

    @Test
    void whoIsBackOnAnotherNodeAndThenLeavesIsGone() {
        a.put(ROOM, "ann", 1);
        a.put(ROOM, "bob", 1);
        c.put(ROOM, "bob", 1);
        a.kill();
        b.put(ROOM, "ann", 1);
        b.remove(ROOM, "ann");
        c.put(ROOM, "bob", 2);
        assertThat(c.presence.awaited()).isZero();
        c.remove(ROOM, "bob");
        assertThat(c.members(ROOM)).isEmpty();
        assertThat(c.takeTold()).containsExactly("+ann", "+bob", "-ann", "-bob");
    }

    @Test
    void nodeThatHasSentAMemberAwayForgetsItWhenItIsBackElsewhere() {
        a.put(ROOM, "ann", 1);
        a.presence.leaving();
        a.remove(ROOM, "ann");
        b.put(ROOM, "ann", 1);
        assertThat(a.node.state().own("presence")).isEmpty();
        b.remove(ROOM, "ann");
        assertEverywhere();
    }

    @Test
    void sessionsOfALostNodeDoNotCountBesideOthers() {
        a.put(ROOM, "ann", 2);
        b.put(ROOM, "ann", 1);
        a.kill();
        assertThat(c.members(ROOM)).containsExactly("ann 1");
        b.remove(ROOM, "ann");
        assertThat(c.members(ROOM)).containsExactly("ann 2");
        pass(PresenceNodes.GRACE);
        assertThat(c.takeTold()).containsExactly("+ann", "-ann");
    }

    @Test
    void nodesThatAreLostOneAfterTheOtherAreAwaitedEachForItsGrace() {
        a.put(ROOM, "ann", 1);
        b.put(ROOM, "bob", 1);
        a.kill();
        pass(Duration.ofSeconds(10));
        b.kill();
        pass(Duration.ofSeconds(5));
        assertThat(c.members(ROOM)).containsExactly("bob 1");
        pass(Duration.ofSeconds(10));
        assertThat(c.members(ROOM)).isEmpty();
    }

    @Test
    void membersThatANodeSendsAwayAsItLeavesStayForTheGrace() {
        a.put(ROOM, "ann", 2);
        a.put(ROOM, "bob", 1);
        a.presence.leaving();
        a.put(ROOM, "ann", 1);
        a.remove(ROOM, "ann");
        assertEverywhere("ann 1", "bob 1");
        pass(Duration.ofSeconds(10));
        b.put(ROOM, "ann", 2);
        a.remove(ROOM, "bob");
        a.kill();
        pass(Duration.ofSeconds(5));
        assertThat(b.members(ROOM)).containsExactly("ann 2", "bob 1");
        pass(Duration.ofSeconds(10));
        assertThat(b.members(ROOM)).containsExactly("ann 2");
        assertThat(c.takeTold()).containsExactly("+ann", "+bob", "-bob");
    }

    @Test
    void graceOfWhoWasSentAwayDoesNotBeginAgainWhenTheNodeIsLost() {
        a.put(ROOM, "ann", 1);
        a.presence.leaving();
        a.remove(ROOM, "ann");
        pass(Duration.ofSeconds(10));
        a.kill();
        pass(Duration.ofSeconds(5));
        assertThat(b.members(ROOM)).isEmpty();
    }

    @Test
    void nodeThatHasSentItsMembersAwayForgetsThemAfterTheGrace() {
        a.put(ROOM, "ann", 1);
        a.presence.leaving();
        a.remove(ROOM, "ann");
        assertThat(a.node.state().own("presence")).containsExactly("/chat/42:ann");
        PresenceNode late = node("d");
        assertThat(late.members(ROOM)).isEmpty();
        pass(PresenceNodes.GRACE);
        assertThat(a.node.state().own("presence")).isEmpty();
        assertEverywhere();
        a.put(ROOM, "ann", 1);
        assertEverywhere("ann 1");
    }

    @Test
    void whoComesBackToANodeThatLeavesIsThere() {
        a.put(ROOM, "ann", 1);
        a.presence.leaving();
        a.remove(ROOM, "ann");
        a.put(ROOM, "ann", 1);
        pass(PresenceNodes.GRACE.multipliedBy(2));
        assertEverywhere("ann 1");
        assertThat(b.takeTold()).containsExactly("+ann");
    }

    @Test
    void splitThatIsShorterThanTheGraceIsNotSeen() {
        a.put(ROOM, "ann", 1);
        b.put(ROOM, "bob", 1);
        network.lose(a.node);
        pass(PresenceNodes.GRACE.minus(MOMENT));
        heal();
        pass(PresenceNodes.GRACE);
        assertEverywhere("ann 1", "bob 1");
        assertThat(a.takeTold()).containsExactly("+ann", "+bob");
        assertThat(c.takeTold()).containsExactly("+ann", "+bob");
        assertThat(c.presence.awaited()).isZero();
    }

    private void heal() {
        network.heal(a.node, b.node);
        network.heal(a.node, c.node);
    }

    @Test
    void afterALongSplitEachIsThereOnce() {
        a.put(ROOM, "ann", 1);
        b.put(ROOM, "ann", 1);
        network.lose(a.node);
        pass(PresenceNodes.GRACE);
        c.put(ROOM, "bob", 1);
        a.put(ROOM, "cat", 1);
        heal();
        assertEverywhere("ann 2", "bob 1", "cat 1");
        assertThat(c.takeTold()).containsExactly("+ann", "+bob", "+cat");
    }

    @Test
    void whoLeftInTheOtherPartOfASplitIsNoGhostAfterTheMerge() {
        a.put(ROOM, "ann", 1);
        a.put(ROOM, "bob", 1);
        network.lose(a.node);
        a.remove(ROOM, "ann");
        heal();
        assertEverywhere("bob 1");
        assertThat(c.presence.awaited()).isZero();
    }

    @Test
    void nodeThatIsFoundSaysNothingOfAnotherThatIsLost() {
        a.put(ROOM, "ann", 1);
        b.put(ROOM, "bob", 1);
        network.cut(c.node, a.node);
        network.cut(c.node, b.node);
        network.heal(c.node, a.node);
        assertThat(c.members(ROOM)).containsExactly("ann 1", "bob 1");
        pass(PresenceNodes.GRACE);
        assertThat(c.members(ROOM)).containsExactly("ann 1");
    }

    @Test
    void nodeWhosePartIsFullShowsItsOwnAndSaysThatTheOthersDoNot() {
        a.node.state().limit(2);
        a.put(ROOM, "ann", 1);
        assertThat(a.presence.put(ROOM, new Member("bob", 1, null)))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("2 entries");
        assertThat(a.members(ROOM)).containsExactly("ann 1", "bob 1");
        assertThat(b.members(ROOM)).containsExactly("ann 1");
        a.remove(ROOM, "bob");
        a.remove(ROOM, "ann");
        assertEverywhere();
    }

    @Test
    void whatIsMalformedIsDroppedWithWhatWasSaidBeforeAndTold() {
        a.put(ROOM, "ann", 1);
        a.put(ROOM, "bob", 1);
        a.node.state().put(new Key("presence", "/chat/42:ann"), new byte[] {9});
        a.node.state().put(new Key("presence", "nowhere"), entry(1));
        a.node.state().put(new Key("presence", "/meta/x:ann"), entry(1));
        a.node.state().put(new Key("presence", "/chat/*:ann"), entry(1));
        a.node.state().put(new Key("presence", "/chat/42:eve"), entry(Long.MAX_VALUE));
        assertThat(b.members(ROOM)).containsExactly("bob 1");
        assertThat(b.takeDropped())
                .containsExactly(
                        "A member's entry has an unknown version.",
                        "A member's entry names no member.",
                        "A member's entry names no broadcast channel.",
                        "A member's entry names no broadcast channel.",
                        "A member's entry has an illegal stamp.");
        a.node.state().remove(new Key("presence", "nowhere"));
        assertThat(b.members(ROOM)).containsExactly("bob 1");
    }

    private static byte[] entry(long stamp) {
        return new MemberEntry(false, 1, stamp, null).encode();
    }

    @Test
    void entryIsReadAsItWasWritten() {
        RawJson info = RawJson.parse("{\"name\":\"ännchen\"}");
        MemberEntry read = MemberEntry.decode(new MemberEntry(true, 3, 1L << 40, info).encode());
        assertThat(read).isEqualTo(new MemberEntry(true, 3, 1L << 40, info));
        assertThat(MemberEntry.decode(entry(0)).info()).isNull();
    }

    @Test
    void nodesThatAreSetOtherwiseAreToldOfEachOther() {
        PresenceNode other = new PresenceNode(
                network,
                "d",
                time,
                ServerConfig.of(Map.of("presence", "/a, /b", "maxPresence", "7"))
                        .presence());
        assertThat(b.takeDropped())
                .containsExactly("d#1: presence=/a, /b; presencePrefix=/presence; presenceGrace=15000; maxPresence=7,"
                        + " here presence=/**; presencePrefix=/presence; presenceGrace=15000; maxPresence=10000");
        assertThat(other.takeDropped()).hasSize(3);
        node("e");
        assertThat(b.takeDropped()).isEmpty();
    }
}
