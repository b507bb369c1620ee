package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
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
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
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
        private final Follow follow = new Follow();
        private final List<StreamMessage> stream = new ArrayList<>();
        private final Queue<StreamMessage> queue = new ArrayDeque<>();
        private int handedOver;
        private int join;
        private boolean read;
        private boolean replied;
        private long position;
        private final List<Long> got = new ArrayList<>();
        private final List<Long> leftOut = new ArrayList<>();

        Simulation(long seed) {
            random = new Random(seed);
        }

        void run() {
            for (int i = 0; i < STEPS; i++) {
                switch (random.nextInt(8)) {
                    case 0, 1 -> stream.add(message(stream.size() + 1L));
                    case 2, 3 -> handOver();
                    case 4 -> beginToJoin();
                    case 5 -> read();
                    case 6 -> live();
                    default -> takeOne();
                }
            }
            settle();
        }

        private void settle() {
            if (join == 0) {
                beginToJoin();
            }
            while (!read) {
                read();
            }
            live();
            while (handedOver < stream.size()) {
                handOver();
            }
            while (!queue.isEmpty()) {
                takeOne();
            }
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
            queue.clear();
            join = follow.join();
            read = false;
            replied = false;
        }

        private void read() {
            if (join > 0 && !read) {
                List<StreamMessage> missed = List.copyOf(stream.subList((int) position, stream.size()));
                read = follow.read(join, at(position), missed, at(stream.size()));
            }
        }

        private void live() {
            if (read && !replied) {
                replied = true;
                follow.live(join).forEach(this::hand);
            }
        }

        private void handOver() {
            if (handedOver == stream.size()) {
                return;
            }
            StreamMessage next = stream.get(handedOver++);
            if (join > 0) {
                switch (follow.arrive(next, MOST)) {
                    case PASS -> hand(next);
                    case TOO_MANY -> leftOut.add(next.position().offset());
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
                queue.add(message);
            }
            follow.consider(message.position());
        }

        private void takeOne() {
            StreamMessage next = queue.poll();
            if (next == null) {
                return;
            }
            Encoded form = follow.form(next.positioned());
            HistoryTag tag = Objects.requireNonNull(form.tag());
            follow.wentOut(tag);
            assertThat(tag.base()).as("no gap at " + tag).isLessThanOrEqualTo(position);
            if (tag.offset() > position) {
                position = tag.offset();
                got.add(position);
            }
        }
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
        Follow follow = new Follow();
        int join = follow.join();
        assertThat(follow.arrive(message(2), MOST)).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(follow.read(join, at(0), List.of(message(1), message(2)), at(2)))
                .isTrue();
        assertThat(follow.arrive(message(2), MOST)).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(follow.arrive(message(3), MOST)).isEqualTo(Follow.Arrival.COLLECTED);
        assertThat(follow.live(join))
                .extracting(message -> message.position().offset())
                .containsExactly(1L, 2L, 3L);
        assertThat(follow.arrive(message(3), MOST)).isEqualTo(Follow.Arrival.KNOWN);
        assertThat(follow.arrive(message(4), MOST)).isEqualTo(Follow.Arrival.PASS);
    }

    @Test
    void whatIsCollectedBeyondItsBoundIsReadAnew() {
        Follow follow = new Follow();
        int join = follow.join();
        for (long offset = 1; offset <= MOST; offset++) {
            assertThat(follow.arrive(message(offset), MOST)).isEqualTo(Follow.Arrival.COLLECTED);
        }
        assertThat(follow.arrive(message(MOST + 1), MOST)).isEqualTo(Follow.Arrival.COLLECTED_TOO_MANY);
        assertThat(follow.read(join, at(0), List.of(), at(0))).isFalse();
        assertThat(follow.read(join, at(0), List.of(), at(MOST + 1))).isTrue();
    }

    @Test
    void messageThatIsDroppedWhenItWasToGoAgainShowsAsLeftOut() {
        Follow follow = new Follow();
        int join = follow.join();
        follow.read(join, at(0), List.of(), at(0));
        follow.live(join);
        for (long offset = 1; offset <= 3; offset++) {
            follow.arrive(message(offset), MOST);
            follow.wentOut(Objects.requireNonNull(
                    follow.form(message(offset).positioned()).tag()));
        }
        follow.dropped(Objects.requireNonNull(message(2).positioned().tag()));
        Encoded first = message(1).positioned();
        assertThat(follow.form(first)).isSameAs(first);
        HistoryTag third =
                Objects.requireNonNull(follow.form(message(3).positioned()).tag());
        assertThat(third.after()).isEqualTo(1);
    }

    @Test
    void replyToAnOlderSubscribeEndsNothing() {
        Follow follow = new Follow();
        int older = follow.join();
        follow.read(older, at(0), List.of(message(1)), at(1));
        int newer = follow.join();
        assertThat(follow.live(older)).isEmpty();
        follow.read(newer, at(0), List.of(message(1)), at(1));
        assertThat(follow.live(newer)).hasSize(1);
    }
}
