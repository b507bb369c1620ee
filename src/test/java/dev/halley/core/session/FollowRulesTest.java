package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.core.channel.StreamMessage;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One rule each of how a session follows a channel with history, by the interleaving that breaks without it. */
class FollowRulesTest {

    private static final NodeId NODE = NodeId.random();
    private static final int MOST = 4;

    private final Outbox outbox = new Outbox(MOST, Long.MAX_VALUE);
    private final FollowedChannels followed = new FollowedChannels(this, outbox, 2);

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private static StreamMessage message(long offset, boolean lazy) {
        return StreamMessage.live(
                new Publication(
                        ChannelId.of("/a"),
                        ChannelMessage.of("/a", RawJson.from(offset)).withLazy(lazy),
                        at(offset),
                        new Origin(NODE, 1),
                        DeliveryHints.TO_ALL),
                null);
    }

    private static StreamMessage message(long offset) {
        return message(offset, false);
    }

    private static List<StreamMessage> messages(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(FollowRulesTest::message)
                .toList();
    }

    /** Joins from a position; what it missed is left where it is. */
    private void join(long from, long top) {
        int join = begin("/a");
        assertThat(followed.read("/a", new Missed(join, at(from), messages(from + 1, top), at(top))))
                .isTrue();
        live(join, true).messages().forEach(this::queue);
    }

    private void queue(StreamMessage message) {
        assertThat(followed.admits(message.positioned())).isTrue();
        assertThat(outbox.offer(message.positioned())).isTrue();
    }

    private Follow.@Nullable Arrival arrive(StreamMessage message) {
        return followed.arrive(message, PositionForm.HISTORY);
    }

    private Joining.Due live(int join, boolean serves) {
        return followed.live("/a", join, serves, true).due();
    }

    /** Begins to join. @return the number of the join; 0 if there is no room */
    private int begin(String name) {
        ChannelId channel = ChannelId.of(name);
        return followed.join(List.of(channel), PositionForm.HISTORY).getOrDefault(channel, 0);
    }

    /** It comes live. */
    private void comes(StreamMessage message) {
        assertThat(arrive(message)).isEqualTo(Follow.Arrival.PASS);
    }

    private List<HistoryTag> taken() {
        return outbox.take(outbox.binding(), Integer.MAX_VALUE, 0).stream()
                .map(form -> Objects.requireNonNull(form.tag()))
                .toList();
    }

    @Test
    void whatWasReadAndIsHandedOverLaterIsKnown() {
        join(0, 3);
        assertThat(arrive(message(2))).isEqualTo(Follow.Arrival.KNOWN);
        comes(message(4));
    }

    @Test
    void eventOnItsWayToTheQueueWhenTheSessionJoinsAnewIsThatJoinsToDecideOf() {
        join(0, 0);
        StreamMessage late = message(1);
        comes(late);
        int join = begin("/a");
        assertThat(followed.admits(late.positioned())).isFalse();
        followed.read("/a", new Missed(join, at(0), messages(1, 1), at(1)));
        assertThat(followed.admits(late.positioned())).isFalse();
        Joining.Due due = live(join, true);
        assertThat(due.late()).isEmpty();
        assertThat(due.messages()).hasSize(1);
    }

    @Test
    void gapEndsWhereASubscribeServesWhatWasGone() {
        join(0, 0);
        int failing = begin("/a");
        messages(1, MOST + 1).forEach(this::arrive);
        live(failing, false);
        join(0, 2);
        assertThat(taken()).extracting(HistoryTag::base).containsExactly(0L, 1L);
        comes(message(MOST + 2));
        followed.leftOut(message(MOST + 2));
        comes(message(MOST + 3));
        queue(message(MOST + 3));
        assertThat(taken()).extracting(HistoryTag::after).containsExactly(2L);
    }

    @Test
    void tailThatWasLeftOutIsToldOnce() {
        join(0, 0);
        followed.leftOut(message(1));
        assertThat(followed.untold()).containsEntry("/a", at(1));
        followed.leftOut(message(1));
        assertThat(followed.untold()).isEmpty();
        followed.leftOut(message(2));
        assertThat(followed.untold()).containsEntry("/a", at(2));
    }

    @Test
    void tailIsNotToldWhileSomethingWaits() {
        join(0, 1);
        followed.leftOut(message(2));
        assertThat(followed.untold()).isEmpty();
        taken();
        assertThat(followed.untold()).containsEntry("/a", at(2));
    }

    @Test
    void lazyMessageThatMadeRoomIsATailThatWasLeftOut() {
        join(0, 0);
        comes(message(1, true));
        queue(message(1, true));
        assertThat(outbox.dropLazy()).hasSize(1);
        assertThat(followed.untold()).containsEntry("/a", at(1));
    }

    @Test
    void channelThatWasJoinedSinceTheSubscriptionsWereLookedAtIsNotForgotten() {
        Follows follows = new Follows(2, new Collected(PositionForm.HISTORY, MOST, Long.MAX_VALUE));
        int known = follows.changes();
        int join = follows.join(Objects.requireNonNull(follows.getOrMake("/a")), List.of());
        assertThat(follows.forget("/a", Integer.MAX_VALUE)).isFalse();
        follows.live("/a", join, true);
        assertThat(follows.forget("/a", known)).isFalse();
        assertThat(follows.forget("/a", follows.changes())).isTrue();
        assertThat(follows.get("/a")).isNull();
    }

    @Test
    void channelBeyondTheMostIsNotFollowed() {
        assertThat(begin("/a")).isPositive();
        assertThat(begin("/b")).isPositive();
        assertThat(begin("/c")).isZero();
        assertThat(begin("/a")).isPositive();
    }

    @Test
    void whatIsTakenAgainKeepsItsForm() {
        join(0, 1);
        Encoded sent = outbox.takeNumbered(outbox.binding(), Integer.MAX_VALUE)
                .messages()
                .get(0);
        outbox.acknowledge(0);
        assertThat(outbox.takeNumbered(outbox.binding(), Integer.MAX_VALUE).messages())
                .containsExactly(sent);
    }

    private static StreamMessage messageOfAnotherEpoch(long offset) {
        return StreamMessage.live(message(offset).publication().storedAt(new Position("merged", offset), 1), null);
    }

    @Test
    void messagesBehindAVoidPositionCountAlthoughTheirOffsetsHaveComeBefore() {
        join(6, 9);
        taken();
        followed.lost("/a", new Position("merged", 5));
        StreamMessage next = messageOfAnotherEpoch(6);
        comes(next);
        queue(next);
        comes(messageOfAnotherEpoch(7));
        queue(messageOfAnotherEpoch(7));
        assertThat(taken())
                .satisfiesExactly(
                        first -> {
                            assertThat(first.lost()).isTrue();
                            assertThat(first.withEpoch()).isTrue();
                            assertThat(first.offset()).isEqualTo(6);
                        },
                        second -> assertThat(second).isEqualTo(new HistoryTag("merged", 7)));
    }

    @Test
    void voidPositionIsToldOnceInAConnectsReply() {
        join(0, 1);
        taken();
        followed.lost("/a", at(1));
        assertThat(followed.takeLost()).containsExactly("/a");
        assertThat(followed.takeLost()).isEmpty();
    }

    @Test
    void whatWaitsWhenThePositionIsVoidLeavesTheQueue() {
        join(0, 3);
        followed.lost("/a", new Position("merged", 2));
        assertThat(taken()).isEmpty();
    }

    @Test
    void whoJoinsWhileThePositionIsVoidReadsAnewAndIsToldByThat() {
        int join = begin("/a");
        arrive(message(8));
        followed.lost("/a", new Position("merged", 5));
        assertThat(followed.read("/a", new Missed(join, at(0), messages(1, 4), at(4))))
                .isFalse();
        Missed whole = new Missed(join, at(0), messages(1, 5), new Position("merged", 5));
        assertThat(followed.read("/a", whole)).isTrue();
        assertThat(followed.takeLost()).isEmpty();
        assertThat(live(join, true).messages()).hasSize(5);
    }

    @Test
    void channelThatIsNotFollowedHasNoPositionToLose() {
        followed.lost("/a", at(1));
        assertThat(followed.takeLost()).isEmpty();
    }
}
