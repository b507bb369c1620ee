package dev.halley.history;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Clock;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Two threads append to a channel's ring, which keeps two messages, and one of them reads: what it reads goes on from its position to
 * the top without a gap, or it is told that something has gone; and the broker is given the messages in the order of their offsets.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "no gap, in order", expect = ACCEPTABLE, desc = "all from the position to the top")
@Outcome(id = "evicted, in order", expect = ACCEPTABLE, desc = "and told so")
@State
public class RingRace {

    private static final ChannelId CHANNEL = ChannelId.of("/a");
    private static final Origin ORIGIN = new Origin(NodeId.random(), 1);
    private static final Retention TWO = new Retention(new HistoryPolicy(2, Duration.ofHours(1)), null);

    private final MemoryHistory history =
            new MemoryHistory(ServerConfig.of(Map.of()).history(), new Stopped(), new ServerEvents() {});
    private final Queue<Long> stored = new ConcurrentLinkedQueue<>();
    private final Position first = append(0);
    private String read = "";

    private Position append(int number) {
        ChannelMessage message = ChannelMessage.of("/a", RawJson.from(number));
        Publication publication =
                new Publication(CHANNEL, message, Position.NONE, ORIGIN, DeliveryHints.TO_ALL).keeping(TWO);
        return history.append(
                        publication, appended -> stored.add(appended.position().offset()))
                .toCompletableFuture()
                .join()
                .position();
    }

    @Actor
    public void appends() {
        append(1);
        append(2);
    }

    @Actor
    public void appendsTooAndReads() {
        append(3);
        read();
    }

    private void read() {
        HistoryPage page =
                history.since(CHANNEL, first, 10).toCompletableFuture().join();
        long next = first.offset();
        boolean gap = false;
        for (Publication publication : page.messages()) {
            gap |= publication.position().offset() != ++next;
        }
        boolean whole = !gap && page.top().offset() == next;
        read = page.verdict() == HistoryPage.Verdict.OK
                ? whole ? "no gap" : "a gap"
                : page.verdict().wire();
    }

    @Arbiter
    public void seen(L_Result result) {
        List<Long> order = List.copyOf(stored);
        boolean inOrder = order.size() == 4
                && order.equals(order.stream().sorted().distinct().toList());
        result.r1 = read + (inOrder ? ", in order" : ", stored as " + order);
    }

    private static final class Stopped implements Clock {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public Instant instant() {
            return Instant.parse("2026-01-01T00:00:00Z");
        }
    }
}
