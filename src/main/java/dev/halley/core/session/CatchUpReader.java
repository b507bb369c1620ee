package dev.halley.core.session;

import dev.halley.api.PositionForm;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriptions;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads for one session what its queue had no room for, a page at a time, when it has room again; hands it on in the session's own order.
 *
 * <p>Thread-safety: immutable; what is handed on runs in the session's serial tasks.
 */
final class CatchUpReader<T extends CatchUpReader.Target> {

    /** How many messages are read at a time. */
    static final int PAGE = 100;
    /** How long is waited where a history does not answer, or does not have yet what came from it. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** The session that it is read for. */
    interface Target extends ServerSession, FlushTarget {

        Subscriptions subscribed();
    }

    private final SessionContext context;
    private final SessionQueue queue;
    private final Consumer<Runnable> inOrder;
    private final BiConsumer<T, StreamMessage> hand;

    /**
     * @param inOrder runs something in the session's order
     * @param hand hands a message on to the session
     */
    CatchUpReader(
            SessionContext context, SessionQueue queue, Consumer<Runnable> inOrder, BiConsumer<T, StreamMessage> hand) {
        this.context = context;
        this.queue = queue;
        this.inOrder = inOrder;
        this.hand = hand;
    }

    /** There may be room: a worker reads, if something is missing. */
    void goOn(T to) {
        if (queue.behind().schedule()) {
            context.platform().handOver(() -> inOrder.accept(() -> read(to)));
        }
    }

    private void read(T to) {
        History history = Objects.requireNonNull(context.history(), "Nobody is behind where nothing is kept.");
        for (LaggingChannels.Reading reading : queue.behind().begin()) {
            history.since(reading.channel(), reading.from(), PAGE)
                    .whenComplete((page, failure) ->
                            inOrder.accept(() -> context.scheduler().coalesce(() -> took(to, reading, page, failure))));
        }
    }

    private void took(T to, LaggingChannels.Reading reading, @Nullable HistoryPage page, @Nullable Throwable failure) {
        if (!to.subscribed().reach(reading.channel())) {
            queue.behind().forget(reading);
        } else if (page == null) {
            context.platform().events().transportFailed("history", Objects.requireNonNull(failure));
            queue.behind().end(reading, true);
            comeAgain(to);
        } else if (queue.behind().isJoining(reading)) {
            // What it is served then decides where it goes on.
            queue.behind().end(reading, true);
        } else if (page.verdict() != Verdict.OK) {
            lost(to, reading, page);
        } else {
            took(to, reading, page);
        }
    }

    private void took(T to, LaggingChannels.Reading reading, HistoryPage page) {
        boolean upToDate = queue.behind().isUpToDate(reading);
        for (Publication publication : page.messages()) {
            StreamMessage message = context.streams().read().of(publication);
            if (!upToDate || !queue.behind().advance(reading, message)) {
                break;
            }
            hand.accept(to, message);
            queue.behind().handed(reading, message);
        }
        boolean more = !upToDate || page.available() > page.messages().size();
        switch (queue.behind().end(reading, more)) {
            case READ -> goOn(to);
            case WAIT -> {
                if (page.messages().isEmpty()) {
                    comeAgain(to);
                } else if (!upToDate) {
                    goOn(to);
                }
            }
            case CAUGHT_UP ->
                context.platform()
                        .events()
                        .caughtUp(
                                to.id(),
                                reading.channel().toString(),
                                reading.catchUp().read());
            case NOTHING -> {}
        }
    }

    /** What is missing cannot be had any more: a client that follows positions is told so, any other goes on from the oldest that is there. */
    private void lost(T to, LaggingChannels.Reading reading, HistoryPage page) {
        ChannelId channel = reading.channel();
        String reason = page.verdict().wire();
        if (to.positionForm() != PositionForm.PLAIN) {
            if (queue.behind().forget(reading)) {
                context.platform().events().recoveryFailed(to.id(), channel.toString(), reason);
                queue.followed().lost(channel.toString(), page.top());
                context.scheduler().touch(to);
            }
            return;
        }
        context.platform().events().recoveryFailed(to.id(), channel.toString(), reason);
        History history = Objects.requireNonNull(context.history());
        history.last(channel, 1)
                .whenComplete((newest, failure) -> inOrder.accept(() -> {
                    if (newest == null) {
                        context.platform().events().transportFailed("history", Objects.requireNonNull(failure));
                        queue.behind().end(reading, true);
                        comeAgain(to);
                    } else {
                        queue.countDropped(channel.toString(), queue.behind().skipTo(reading, newest.before()));
                        goOn(to);
                    }
                }));
    }

    private void comeAgain(T to) {
        context.platform().timer().schedule(PAUSE, () -> goOn(to));
    }
}
