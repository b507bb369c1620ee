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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state of a session on one channel with history, in all interleavings that a seed gives, without a server. */
class FollowSimulationTest {

    private static final int STEPS = 400;
    private static final int MOST = 4;
    private static final NodeId NODE = NodeId.random();

    /** A stream that keeps all, the hand-over behind it, one session's queue, and a client that knows its position. */
    private static final class Simulation {
        private final Random random;
        private final Follow follow = follow();
        private final List<StreamMessage> stream = new ArrayList<>();
        private final Queue<Encoded> queue = new ArrayDeque<>();
        /** The joins whose replies are not written, and whether what they missed is read. */
        private final Map<Integer, Boolean> underWay = new TreeMap<>();

        private int handedOver;
        private int changes;
        private boolean everServed;
        private boolean mayHaveGap;
        private boolean gap;
        private long position;
        private final List<Long> got = new ArrayList<>();
        private final List<Long> leftOut = new ArrayList<>();

        Simulation(long seed) {
            random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(9)) {
                    case 0, 1 -> stream.add(message(stream.size() + 1L));
                    case 2, 3 -> handOver();
                    case 4 -> beginToJoin();
                    case 5 -> anyJoin().ifPresent(this::read);
                    case 6 -> anyJoin().filter(underWay::get).ifPresent(this::end);
                    case 7 -> anyJoin().filter(join -> random.nextInt(4) == 0).ifPresent(this::end);
                    default -> takeOne();
                }
            }
            settle();
        }

        private Optional<Integer> anyJoin() {
            List<Integer> all = List.copyOf(underWay.keySet());
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
        }

        private void settle() {
            beginToJoin();
            int last = changes;
            while (!underWay.get(last)) {
                read(last);
            }
            List.copyOf(underWay.keySet()).forEach(join -> end(join, true));
            while (handedOver < stream.size()) {
                handOver();
            }
            while (!queue.isEmpty()) {
                takeOne();
            }
            assertThat(gap).isFalse();
            for (int i = 1; i < got.size(); i++) {
                assertThat(got.get(i)).isGreaterThan(got.get(i - 1));
            }
            for (long offset = 1; offset <= stream.size(); offset++) {
                assertThat(got.contains(offset) || leftOut.contains(offset))
                        .as("offset " + offset)
                        .isTrue();
            }
        }

        /** A client comes with its position, which may be one of before what is in the queue. */
        private void beginToJoin() {
            follow.join(++changes, List.copyOf(queue));
            queue.clear();
            underWay.put(changes, false);
        }

        private void read(int join) {
            if (!underWay.get(join)) {
                List<StreamMessage> missed = List.copyOf(stream.subList((int) position, stream.size()));
                underWay.put(join, follow.read(join, at(position), missed, at(stream.size())));
            }
        }

        /** Its reply is written, which refuses the client if nothing could be read, and sometimes else. */
        private void end(int join) {
            end(join, random.nextInt(4) > 0);
        }

        private void end(int join, boolean granted) {
            boolean serves = underWay.remove(join) && granted;
            everServed |= serves;
            Joining.Due due = follow.live(join, serves, ++changes);
            queue.addAll(due.back());
            due.messages().forEach(this::hand);
            gap &= !serves;
        }

        private void handOver() {
            if (handedOver == stream.size()) {
                return;
            }
            StreamMessage next = stream.get(handedOver++);
            if (changes > 0 || !underWay.isEmpty()) {
                switch (follow.arrive(next)) {
                    case PASS -> hand(next);
                    case TOO_MANY -> leftOut.add(next.position().offset());
                    case COLLECTED_TOO_MANY -> mayHaveGap = true;
                    default -> {}
                }
            }
        }

        /** Every fifth message is left out on purpose. */
        private void hand(StreamMessage message) {
            long offset = message.position().offset();
            if (offset % 5 == 0) {
                leftOut.add(offset);
            } else {
                queue.add(message.positioned());
            }
            follow.consider(message.position());
        }

        private void takeOne() {
            Encoded next = queue.poll();
            if (next == null) {
                return;
            }
            HistoryTag tag = Objects.requireNonNull(follow.form(next).tag());
            follow.wentOut(tag);
            if (tag.base() > position) {
                assertThat(mayHaveGap || !everServed).as("gap at " + tag).isTrue();
                gap = true;
            }
            if (!gap && tag.offset() > position) {
                position = tag.offset();
                got.add(position);
            }
        }
    }

    private static Follow follow() {
        return new Follow(new Collected(PositionForm.HISTORY, MOST, Long.MAX_VALUE));
    }

    private static Follow joining(int join) {
        Follow follow = follow();
        follow.join(join, List.of());
        return follow;
    }

    private static Encoded form(long offset) {
        return message(offset).positioned();
    }

    private static HistoryTag tag(Encoded form) {
        return Objects.requireNonNull(form.tag());
    }

    private static Position at(long offset) {
        return new Position("e", offset);
    }

    private static StreamMessage message(long offset) {
        return StreamMessage.live(
                new Publication(
                        ChannelId.of("/a"),
                        ChannelMessage.of("/a", RawJson.from(offset)),
                        at(offset),
                        new Origin(NODE, 1),
                        DeliveryHints.TO_ALL),
                null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachMessageComesOnceInOrderOrWasLeftOutOnPurpose(long firstSeed) {
        for (long seed = 1_000 * firstSeed; seed < 1_000 * firstSeed + 700; seed++) {
            new Simulation(seed).run();
        }
    }

    @Test
    void messageThatComesBetweenReadingAndTheReplyIsNotLost() {
        Follow follow = joining(1);
        assertThat(follow.arrive(message(2))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(follow.read(1, at(0), List.of(message(1), message(2)), at(2)))
                .isTrue();
        assertThat(follow.arrive(message(2))).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(follow.arrive(message(3))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(follow.live(1, true, 2).messages())
                .extracting(message -> message.position().offset())
                .containsExactly(1L, 2L, 3L);
        assertThat(follow.arrive(message(3))).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(follow.arrive(message(4))).isEqualTo(Follow.Arrival.PASS);
    }

    @Test
    void whatIsCollectedBeyondItsBoundIsReadAnew() {
        Follow follow = joining(1);
        for (long offset = 1; offset <= MOST; offset++) {
            assertThat(follow.arrive(message(offset))).isEqualTo(Follow.Arrival.COLLECTED);
        }
        assertThat(follow.arrive(message(MOST + 1))).isEqualTo(Follow.Arrival.COLLECTED_TOO_MANY);
        assertThat(follow.read(1, at(0), List.of(), at(MOST))).isFalse();
        assertThat(follow.read(1, at(0), List.of(), at(MOST + 1))).isTrue();
    }

    @Test
    void whatIsCollectedIsBoundedInBytesOverAllChannelsOfASession() {
        Collected collected = new Collected(PositionForm.HISTORY, 100, 2L * form(1).length());
        Follow one = new Follow(collected);
        Follow other = new Follow(collected);
        one.join(1, List.of());
        other.join(2, List.of());
        assertThat(one.arrive(message(1))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(one.arrive(message(2))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(other.arrive(message(1))).isEqualTo(Follow.Arrival.COLLECTED_TOO_MANY);
        one.live(1, true, 3);
        assertThat(other.arrive(message(2))).isEqualTo(Follow.Arrival.COLLECTED);
    }

    @Test
    void whatIsReadMakesRoomToCollect() {
        Follow follow = joining(1);
        for (long offset = 1; offset <= MOST; offset++) {
            follow.arrive(message(offset));
        }
        follow.read(1, at(0), List.of(message(1)), at(1));
        assertThat(follow.arrive(message(MOST + 1))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(follow.arrive(message(MOST + 2))).isEqualTo(Follow.Arrival.TOO_MANY);
    }

    @Test
    void messageThatIsDroppedWhenItWasToGoAgainShowsAsLeftOut() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(), at(0));
        follow.live(1, true, 2);
        for (long offset = 1; offset <= 3; offset++) {
            follow.arrive(message(offset));
            follow.wentOut(tag(follow.form(form(offset))));
        }
        follow.dropped(tag(form(2)));
        Encoded first = form(1);
        assertThat(follow.form(first)).isSameAs(first);
        assertThat(tag(follow.form(form(3))).after()).isEqualTo(1);
    }

    @Test
    void replyToAnOlderSubscribeEndsNothing() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(message(1)), at(1));
        follow.join(2, List.of());
        assertThat(follow.live(1, true, 3).messages()).isEmpty();
        follow.read(2, at(0), List.of(message(1)), at(1));
        assertThat(follow.live(2, true, 4).messages()).hasSize(1);
    }

    @Test
    void subscribeAnewThatFailsPutsBackWhatWaited() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(), at(0));
        follow.live(1, true, 2);
        follow.arrive(message(1));
        Encoded waiting = form(1);
        follow.join(3, List.of(waiting));
        follow.arrive(message(2));
        Joining.Due due = follow.live(3, false, 4);
        assertThat(due.back()).containsExactly(waiting);
        assertThat(due.messages())
                .extracting(message -> message.position().offset())
                .containsExactly(2L);
    }

    private static List<Long> offsets(Joining.Due due) {
        return due.messages().stream()
                .map(message -> message.position().offset())
                .toList();
    }

    @Test
    void whatHasNotComeYetWhenASubscribeIsRefusedThatWasReadIsNotLost() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(message(1), message(2), message(3)), at(3));
        assertThat(follow.arrive(message(2))).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(offsets(follow.live(1, false, 2))).containsExactly(2L);
        assertThat(follow.arrive(message(2))).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(follow.arrive(message(3))).isEqualTo(Follow.Arrival.PASS);
    }

    @Test
    void whatWasReadForARefusedSubscribeIsNotServedToAnotherOne() {
        Follow follow = joining(1);
        follow.read(1, at(2), List.of(message(3)), at(3));
        follow.join(2, List.of());
        follow.read(2, at(0), List.of(message(1), message(2), message(3)), at(3));
        follow.live(2, false, 3);
        assertThat(offsets(follow.live(1, true, 4))).containsExactly(3L);
    }

    @Test
    void whatWasReadForARefusedSubscribeIsServedToAnotherOneThatIsFurtherAhead() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(message(1), message(2)), at(2));
        follow.join(2, List.of());
        follow.read(2, at(1), List.of(message(2), message(3)), at(3));
        follow.live(1, false, 3);
        assertThat(follow.arrive(message(3))).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(offsets(follow.live(2, true, 4))).containsExactly(2L, 3L);
    }

    @Test
    void whatCameBeforeThePositionOfARefusedSubscribeIsAGapForItsClient() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(), at(0));
        follow.live(1, true, 2);
        follow.join(3, List.of());
        follow.arrive(message(1));
        follow.arrive(message(2));
        follow.read(3, at(2), List.of(message(3)), at(3));
        assertThat(offsets(follow.live(3, false, 4))).isEmpty();
        assertThat(tag(follow.form(form(4))).base()).isEqualTo(3);
    }

    @Test
    void eventThatWasOnItsWayIntoTheQueueIsPutBackToo() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(), at(0));
        follow.live(1, true, 2);
        follow.arrive(message(1));
        follow.join(3, List.of());
        follow.setAside(form(1));
        assertThat(follow.live(3, false, 4).late()).hasSize(1);
    }

    @Test
    void subscribeAnewThatIsReadPutsNothingBack() {
        Follow follow = joining(1);
        follow.join(2, List.of(form(1)));
        follow.read(2, at(0), List.of(message(1)), at(1));
        follow.setAside(form(1));
        follow.live(1, true, 3);
        Joining.Due due = follow.live(2, true, 4);
        assertThat(due.back()).isEmpty();
        assertThat(due.late()).isEmpty();
        assertThat(due.messages()).hasSize(1);
    }

    @Test
    void whatIsGoneWithASubscribeThatFailsIsAGapForItsClient() {
        Follow follow = joining(1);
        follow.read(1, at(0), List.of(), at(0));
        follow.live(1, true, 2);
        follow.join(3, List.of());
        for (long offset = 1; offset <= MOST + 1; offset++) {
            follow.arrive(message(offset));
        }
        follow.live(3, false, 4);
        follow.consider(at(MOST + 1));
        assertThat(follow.hasTail()).isFalse();
        HistoryTag next = tag(follow.form(form(MOST + 3)));
        assertThat(next.base()).isEqualTo(MOST + 2);
        follow.wentOut(next);
        assertThat(tag(follow.form(form(MOST + 5))).after()).isEqualTo(MOST + 3);
    }

    @Test
    void positionFurtherBackIsServedWhileAnotherOneIsNotAnswered() {
        Follow follow = joining(1);
        follow.read(1, at(2), List.of(message(3)), at(3));
        follow.join(2, List.of());
        follow.arrive(message(4));
        follow.read(2, at(1), List.of(message(2), message(3)), at(3));
        follow.join(3, List.of());
        follow.read(3, at(3), List.of(message(4)), at(4));
        follow.live(1, true, 4);
        follow.live(3, true, 5);
        assertThat(follow.live(2, true, 6).messages())
                .extracting(message -> message.position().offset())
                .containsExactly(2L, 3L, 4L);
    }
}
