package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.HistoryPage.Verdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much streams keep, and what readers are told of what is gone. Nodes a, b, c; a sequences, b is its backup. */
class LogPolicyTest {

    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c");

    @Test
    void keepsTheNewestMessagesOnBothHolders() {
        script.policy = new HistoryPolicy(3, Duration.ofDays(1));
        script.startThree();

        script.publish("c", "v1", "v2", "v3", "v4");

        assertThat(script.values("a")).containsExactly("v2", "v3", "v4");
        assertThat(script.values("b")).containsExactly("v2", "v3", "v4");
        assertThat(script.values("c")).isEmpty();
    }

    @Test
    void tellsWhyWhatFollowsAPositionIsGone() {
        script.policy = new HistoryPolicy(3, Duration.ofSeconds(30));
        script.startThree();
        script.publish("c", "v1", "v2", "v3", "v4", "v5");
        Position first = script.position("v1");

        assertThat(script.verdict("c", first)).isEqualTo(Verdict.EVICTED);
        assertThat(script.verdict("c", script.position("v2"))).isEqualTo(Verdict.OK);
        script.run(33_000);
        assertThat(script.verdict("c", script.position("v2"))).isEqualTo(Verdict.EXPIRED);
        assertThat(script.verdict("c", script.position("v5"))).isEqualTo(Verdict.OK);
        script.publish("c", "v6");
        script.clear("c");
        assertThat(script.verdict("c", script.position("v5"))).isEqualTo(Verdict.CLEARED);
        assertThat(script.verdict("c", script.position("v6"))).isEqualTo(Verdict.OK);
        assertThat(script.verdict("c", new Position(first.epoch(), first.offset() + 100)))
                .isEqualTo(Verdict.VOID);
        assertThat(script.verdict("c", new Position("another", 1))).isEqualTo(Verdict.VOID);
    }

    @Test
    void tellsThatAPositionIsAheadOfTheTop() {
        script.startThree();
        script.publish("c", "v1");
        Position top = script.position("v1");

        assertThat(script.verdict("c", new Position(top.epoch(), top.offset() + 1)))
                .isEqualTo(Verdict.AHEAD);
        assertThat(script.verdict("c", top)).isEqualTo(Verdict.OK);
    }

    @Test
    void aKeyIsKnownForItsTimeAndNotLonger() {
        script.limits(2, Duration.ofSeconds(20));
        script.startThree();
        Key key = new Key("k", "d");
        script.publishKeyed("a", "v1", key);

        script.run(19_000);
        script.publishKeyed("b", "v1", key);
        script.run(5_000);
        script.publishKeyed("b", "v1 again", key);

        assertThat(script.results).containsExactly(PublishResult.STORED, PublishResult.DUPLICATE, PublishResult.STORED);
    }

    @Test
    void aKeyWithOtherDataIsAConflict() {
        script.startThree();
        script.publishKeyed("a", "v1", new Key("k", "d"));

        script.publishKeyed("c", "v2", new Key("k", "another"));

        assertThat(script.results).containsExactly(PublishResult.STORED, PublishResult.CONFLICT);
    }

    @Test
    void knowsTenThousandKeysOfAStreamAndNotOneMore() {
        Keys keys = new Keys();
        PublishId id = new PublishId(new dev.halley.spi.NodeId("n"), 0);
        for (int i = 1; i <= LogLimits.MAX_KEYS + 1; i++) {
            if (i == LogLimits.MAX_KEYS + 1) {
                assertThat(keys.get(new Key("k1", "d"))).isNotNull();
            }
            Key key = new Key("k" + i, "d");
            keys.add(new KnownKey(new PublishId(id.origin(), i), key, new Position("e", i), i, i));
        }

        assertThat(keys.get(new Key("k1", "d"))).isNull();
        assertThat(keys.get(new Key("k2", "d"))).isNotNull();
        assertThat(keys.marks().forgotten()).isEqualTo(new KeyMarks.Forgotten(1, 1));
    }

    @Test
    void anIdThatIsNotAnsweredIsNeverForgottenForRoom() {
        Keys keys = new Keys();
        dev.halley.spi.NodeId node = new dev.halley.spi.NodeId("n");
        for (int i = 1; i <= LogLimits.MAX_KEYS + 10; i++) {
            keys.add(new KnownKey(new PublishId(node, i), null, new Position("e", i), i, i));
        }
        assertThat(keys.size()).isEqualTo(LogLimits.MAX_KEYS + 10);

        keys.answered(node, 5, true);
        int next = LogLimits.MAX_KEYS + 11;
        keys.add(new KnownKey(new PublishId(node, next), null, new Position("e", next), next, next));

        assertThat(keys.get(new PublishId(node, 1))).isNull();
        assertThat(keys.get(new PublishId(node, 6))).isNotNull();
    }

    @Test
    void theStreamThatWasPublishedLongestAgoGoesToMakeRoom() {
        script.limits(1, 5_000);
        script.start("a");
        script.view("a");
        for (int i = 0; i < 20; i++) {
            script.node("a").machine.publish(1_000 + i, "/s" + i, null, script.policy, new byte[300]);
            script.run(10);
        }

        assertThat(script.node("a").machine.streams().bytes()).isLessThanOrEqualTo(5_000);
        List<LogEvent> evicted = script.events.stream()
                .filter(LogEvent.Evicted.class::isInstance)
                .toList();
        assertThat(evicted).first().hasToString("Evicted[channel=/s0]");
    }

    @Test
    void anEvictedStreamBeginsBehindItsOldTop() {
        script.start("a");
        script.view("a");
        script.publish("a", "v1");
        Sequencer sequencer =
                script.node("a").machine.streams().all().iterator().next().sequencer();
        sequencer.drop();
        script.publish("a", "v2");

        assertThat(script.position("v2").epoch())
                .isNotEqualTo(script.position("v1").epoch());
        assertThat(script.position("v2").offset())
                .isGreaterThan(script.position("v1").offset());
        assertThat(script.verdict("a", script.position("v1"))).isEqualTo(Verdict.VOID);
    }

    @Test
    void refusesPublishesWhenTooManyWait() {
        LogLimits usual = LogLimits.USUAL;
        script.network().limits = new LogLimits(
                2,
                usual.maxBytes(),
                usual.keyTtl(),
                2,
                usual.answerWithin(),
                usual.batchBytes(),
                usual.windowBytes(),
                0,
                usual.startWait(),
                false);
        script.startThree();
        script.lose("c", LogMessage.Publish.class);

        script.publish("c", "v1", "v2");
        assertThat(script.results).isEmpty();
        script.publish("c", "v3");
        assertThat(script.results).containsExactly(PublishResult.REFUSED);
        script.run(9_000);
        assertThat(script.results).containsExactly(PublishResult.REFUSED, PublishResult.UNKNOWN, PublishResult.UNKNOWN);
    }
}
