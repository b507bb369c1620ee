package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Newest;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Reply;
import dev.halley.cluster.log.LogMessage.Since;
import dev.halley.spi.HistoryPage.Verdict;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A stream that this node follows (rule 10): hands on each entry once, in order; reads what it has missed; and says so where that cannot be
 * had.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class StreamFollower {

    /** How many messages wait while what is before them is read; more are read again. */
    private static final int MAX_EARLY = 64;

    private static final int PIECE = 1_000;

    private final LogContext context;
    private final Requests requests;
    private final String channel;
    private final Deque<Live> early = new ArrayDeque<>(1);
    private @Nullable Position at;
    private long request = -1;

    /** @param at the position; null to begin at the top */
    StreamFollower(LogContext context, Requests requests, String channel, @Nullable Position at) {
        this.context = context;
        this.requests = requests;
        this.channel = channel;
        this.at = at;
        if (at == null) {
            request = requests.ask(channel, new Newest(0, true), this::begun, true);
        }
    }

    /** @return the position; null if it has none yet */
    @Nullable Position at() {
        return at;
    }

    boolean isReading() {
        return request >= 0;
    }

    /** What waits is of the sequencer before. */
    void viewChanged() {
        early.clear();
    }

    void end() {
        requests.forget(request);
    }

    private void begun(@Nullable Reply reply) {
        request = -1;
        if (reply instanceof Page page) {
            at = page.top();
            context.output().following(channel, page.top());
            takeEarly();
        }
    }

    void live(Live live) {
        if (isReading()) {
            if (early.size() >= MAX_EARLY) {
                early.clear();
            }
            early.add(live);
            return;
        }
        take(live);
    }

    private void take(Live live) {
        String predecessor = live.predecessor();
        for (LogEntry entry : live.entries()) {
            switch (context.rules().step(position(), live.epoch(), predecessor, entry.offset())) {
                case HAND_ON -> handOn(new Position(live.epoch(), entry.offset()), predecessor, entry);
                case FETCH -> {
                    // What is read has this one, as it was committed before.
                    fetch();
                    return;
                }
                default -> {}
            }
            predecessor = live.epoch();
        }
    }

    private Position position() {
        Position position = at;
        return position == null ? Position.NONE : position;
    }

    private void handOn(Position position, String predecessor, LogEntry entry) {
        at = position;
        context.output().deliver(channel, position, predecessor, entry);
    }

    /** The sequencer says where the stream ends. @return whether this node is there */
    boolean top(Position top) {
        if (isReading()) {
            return false;
        }
        if (!position().equals(top)) {
            fetch();
        }
        return position().equals(top);
    }

    private void fetch() {
        request = requests.ask(channel, new Since(position(), PIECE, Long.MAX_VALUE, true), this::read, true);
    }

    private void read(@Nullable Reply reply) {
        request = -1;
        if (!(reply instanceof Page page)) {
            return;
        }
        if (page.verdict() != Verdict.OK) {
            at = page.top();
            context.output().lost(channel, page.top(), page.verdict());
        } else {
            Lineage lineage = new Lineage(page.lineage());
            for (LogEntry entry : page.entries()) {
                String predecessor = position().epoch();
                handOn(lineage.positionOf(entry.offset()), predecessor, entry);
            }
            if (page.entries().isEmpty()) {
                at = page.top();
            } else if (!position().equals(page.top()) && page.entries().size() < page.available()) {
                fetch();
                return;
            } else {
                at = page.top();
            }
        }
        takeEarly();
    }

    private void takeEarly() {
        while (!early.isEmpty() && !isReading()) {
            Live next = early.remove();
            // One sequencer has sent these and what was read: what is not behind that was in it.
            if (next.entries().get(next.entries().size() - 1).offset()
                    > position().offset()) {
                take(next);
            }
        }
    }
}
