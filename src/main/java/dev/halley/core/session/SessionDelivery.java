package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.config.TransportConfig;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.runtime.Listeners;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.OverflowTag;
import dev.halley.spi.Inspection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Brings events past the extensions and listeners of a session into its queue, or to the local session behind it.
 *
 * <p>Thread-safety: thread-safe; the queue's lock is the only lock taken when something is delivered.
 */
final class SessionDelivery {

    private static final SessionListeners NO_LISTENERS = new SessionListeners();

    private final SessionContext context;
    private final SessionQueue queue;
    private final CatchUpReader<Target> catchUpReader;
    /** {@link #NO_LISTENERS} until one is added, as most sessions never have any. */
    private volatile SessionListeners listeners = NO_LISTENERS;

    private volatile @Nullable LocalReceiver local;
    /** Null until the first message of a channel with history comes. */
    private volatile @Nullable SerialTasks inOrder;

    /** The session that events are delivered to. */
    interface Target extends ExtensionChain.Extended, CatchUpReader.Target {

        boolean hasEnded();

        TransportConfig transportConfig();

        /** Its queue is full, and nobody keeps it. @param inBackground whether the whole server may wait for the calling thread */
        void endOverflown(boolean inBackground);
    }

    SessionDelivery(SessionContext context, SessionQueue queue) {
        this.context = context;
        this.queue = queue;
        this.catchUpReader =
                new CatchUpReader<>(context, queue, task -> serialTasks().run(task), this::handRead);
    }

    /** @param receiver the client, which lives in the server */
    void local(LocalReceiver receiver) {
        local = receiver;
    }

    @Nullable LocalReceiver local() {
        return local;
    }

    SessionListeners listeners() {
        return listeners;
    }

    private synchronized SessionListeners ownListeners() {
        if (listeners == NO_LISTENERS) {
            listeners = new SessionListeners();
        }
        return listeners;
    }

    Registration add(BayeuxExtension extension) {
        return ownListeners().extensions().addOnce(extension);
    }

    Registration add(ServerSessionListener listener) {
        return ownListeners().add(listener);
    }

    Listeners<BayeuxExtension> extensions() {
        return listeners.extensions();
    }

    // ---- what comes

    /**
     * The publisher never waits.
     *
     * @param shared what all subscribers get; left alone if this session's extensions or listeners change it
     * @param lazyTimeout how long it may wait when it is lazy; null for the transport's own
     * @return false if the session misses it
     */
    boolean deliver(Target to, @Nullable ServerSession from, Encoded shared, @Nullable Duration lazyTimeout) {
        if (to.hasEnded()) {
            dropped(to, shared.message().channel(), "ended");
            return false;
        }
        Encoded message = afterExtensions(to, from, shared);
        if (message != null) {
            message = listeners.received(context.userCode(), to, from, message);
        }
        if (message == null) {
            return false;
        }
        LocalReceiver receiver = local;
        if (receiver == null) {
            return enqueue(to, from, message, lazyTimeout);
        }
        ChannelMessage event = (ChannelMessage) message.message();
        context.scheduler().runUserCode(() -> receiver.receive(event));
        return true;
    }

    /** @return what the server delivers to one session alone; its channel's overflow policy holds for it, too */
    Encoded encode(ChannelMessage event) {
        return Encoded.of(event, null, context.streams().overflow().of(event));
    }

    // ---- messages of channels with history

    /** The same for a message of a channel with history: after all that came before it. */
    boolean deliverInOrder(Target to, StreamMessage message) {
        if (to.hasEnded()) {
            return false;
        }
        SerialTasks tasks = serialTasks();
        if (tasks.begin()) {
            try {
                arrive(to, message);
            } finally {
                tasks.end();
            }
            return !message.leavesOut(to);
        }
        if (tasks.waiting() >= context.platform().config().limits().maxQueueMessages()) {
            return isCaughtUp(message) ? missed(to, message, tasks) : leftOutAsFull(to, message);
        }
        tasks.run(() -> arrive(to, message));
        return !message.leavesOut(to);
    }

    private void arrive(Target to, StreamMessage message) {
        Follow.Arrival arrival = to.positionForm() == PositionForm.PLAIN
                ? null
                : queue.followed().arrive(message, to.positionForm());
        if (arrival == null) {
            hand(to, message, false);
        } else if (arrival == Follow.Arrival.PASS) {
            hand(to, message, true);
        } else if (arrival == Follow.Arrival.TOO_MANY) {
            leftOutAsFull(to, message);
        }
    }

    private static boolean isCaughtUp(StreamMessage message) {
        OverflowTag overflow = message.overflow();
        return overflow != null && overflow.kind() == OverflowTag.Kind.CATCH_UP;
    }

    /** There is no room even for its task: one task for all of them, when what came before has had its turn, sees to it that they are read. */
    private boolean missed(Target to, StreamMessage message, SerialTasks tasks) {
        String channel = message.message().channel();
        OverflowTag overflow = Objects.requireNonNull(message.overflow());
        if (queue.behind().misses(channel, overflow.offset())) {
            tasks.run(() -> {
                queue.behind().missed(channel, overflow);
                tellBehind(to, channel);
                catchUpReader.goOn(to);
            });
        }
        return true;
    }

    /** @return whether the session gets it nevertheless, later */
    private boolean leftOutAsFull(Target to, StreamMessage message) {
        OverflowTag overflow = message.overflow();
        String channel = message.message().channel();
        if (overflow != null && isCaughtUp(message)) {
            queue.behind().fallBehind(channel, overflow);
            tellBehind(to, channel);
            catchUpReader.goOn(to);
            return true;
        }
        if (message.leavesOut(to)) {
            return false;
        }
        queue.countDropped(channel, 1);
        if (overflow == null) {
            queueFull(to, message.from(), message.plain());
        } else {
            madeRoom(to, message.plain());
        }
        return false;
    }

    /** There may be room for what the session is behind with. */
    void catchUp(Target to) {
        catchUpReader.goOn(to);
    }

    private void tellBehind(Target to, String channel) {
        if (queue.behind().isNews(channel)) {
            context.platform().events().fellBehind(to.id(), channel);
        }
    }

    private void handRead(Target to, StreamMessage message) {
        boolean positioned = to.positionForm() != PositionForm.PLAIN
                && queue.followed().follows(message.message().channel());
        hand(to, message, positioned);
    }

    /** @param positioned whether the client is told where it stands */
    private void hand(Target to, StreamMessage message, boolean positioned) {
        if (queue.behind().skips(message)) {
            return;
        }
        Encoded form = positioned ? message.in(to.positionForm()) : message.plain();
        Duration lazyTimeout = message.publication().hints().lazyTimeout();
        boolean queued = !message.leavesOut(to) && deliver(to, message.from(), form, lazyTimeout);
        if (!queued && positioned) {
            queue.followed().leftOut(message);
        }
    }

    /** What the session has of a channel with history is void, see {@link Follow#lost}. */
    void positionLost(Target to, ChannelId channel, Position top) {
        if (!to.hasEnded()) {
            serialTasks().run(() -> {
                queue.behind().forget(channel.toString());
                if (to.positionForm() != PositionForm.PLAIN) {
                    queue.followed().lost(channel.toString(), top);
                }
            });
        }
    }

    /**
     * The client has the reply to its subscribe, or will never: what it had missed follows, and what came meanwhile.
     *
     * @param serves false if the subscribe was refused: then nothing follows that was read
     */
    void live(Target to, ChannelId channel, int join, boolean serves) {
        serialTasks().run(() -> context.scheduler().coalesce(() -> goLive(to, channel, join, serves)));
    }

    private void goLive(Target to, ChannelId channel, int join, boolean serves) {
        // It may have unsubscribed while it joined: until here, or until the end of this.
        boolean subscribed = to.subscribed().reach(channel);
        FollowedChannels.Joined joined = queue.followed().live(channel.toString(), join, serves, subscribed);
        joined.gone().forEach(event -> madeRoom(to, event));
        joined.full().forEach(event -> queueFull(to, null, event));
        // That was told when it came to the queue first.
        joined.due().back().forEach(event -> schedule(to, event, null));
        joined.due().late().forEach(event -> enqueue(to, null, event, null));
        joined.due().messages().forEach(message -> hand(to, message, true));
        queue.followed().forgetUnsubscribed(channel, to.subscribed());
        catchUpReader.goOn(to);
    }

    private SerialTasks serialTasks() {
        SerialTasks tasks = inOrder;
        return tasks == null ? makeSerialTasks() : tasks;
    }

    private synchronized SerialTasks makeSerialTasks() {
        SerialTasks tasks = inOrder;
        if (tasks == null) {
            tasks = new SerialTasks(this::runsUserCode, context.scheduler()::byWorker);
            inOrder = tasks;
        }
        return tasks;
    }

    /** @return whether code of the application sees what comes */
    boolean runsUserCode() {
        return local != null || listeners.seeWhatComes();
    }

    private @Nullable Encoded afterExtensions(Target to, @Nullable ServerSession from, Encoded shared) {
        if (listeners.extensions().isEmpty()) {
            return shared;
        }
        ChannelMessage before = (ChannelMessage) shared.message();
        ChannelMessage after = context.extensions().bySession(from, to, before);
        if (after == null) {
            dropped(to, before.channel(), "extension");
            return null;
        }
        return after == before ? shared : shared.with(after);
    }

    private boolean enqueue(Target to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        context.scheduler().announce(to);
        List<Encoded> gone = new ArrayList<>(0);
        SessionQueue.Offer offer = queue.offer(message, gone);
        gone.forEach(event -> madeRoom(to, event));
        switch (offer) {
            case QUEUED -> queued(to, from, message, lazyTimeout);
            case QUEUED_HIGH -> {
                Inspection.Waiting waiting = queue.inspect();
                context.platform().events().queueHighWater(to.id(), waiting.messages(), waiting.length());
                queued(to, from, message, lazyTimeout);
            }
            case FULL -> queueFull(to, from, message);
            case DROPPED -> madeRoom(to, message);
            case BEHIND -> {
                tellBehind(to, message.message().channel());
                context.scheduler().touch(to);
            }
            case JOINING -> {}
            case ENDED -> dropped(to, message.message().channel(), "ended");
        }
        return switch (offer) {
            case QUEUED, QUEUED_HIGH, BEHIND -> true;
            case FULL, DROPPED, JOINING, ENDED -> false;
        };
    }

    /** An event was dropped, as its channel, or that it is lazy, allows. */
    private void madeRoom(Target to, Encoded event) {
        OverflowTag overflow = event.overflow();
        if (overflow != null && overflow.kind() == OverflowTag.Kind.CATCH_UP) {
            tellBehind(to, event.message().channel());
            return;
        }
        if (overflow != null) {
            overflow.dropped().increment();
        }
        dropped(
                to,
                event.message().channel(),
                overflow == null ? "queue full, lazy" : overflow.kind().why());
    }

    private void queued(Target to, @Nullable ServerSession from, Encoded message, @Nullable Duration lazyTimeout) {
        // First the listeners: once touched, it may go out at any time.
        listeners.queued(context.userCode(), to, from, message);
        schedule(to, message, lazyTimeout);
    }

    /** Sees to it that a message of the queue goes out. */
    private void schedule(Target to, Encoded message, @Nullable Duration lazyTimeout) {
        if (message.lazy()) {
            Duration wait = lazyTimeout == null ? to.transportConfig().maxLazyTimeout() : lazyTimeout;
            queue.scheduleLazy(
                    context.platform(), wait, () -> context.scheduler().due(to));
        } else {
            context.scheduler().touch(to);
        }
    }

    private void queueFull(Target to, @Nullable ServerSession from, Encoded message) {
        ChannelMessage event = (ChannelMessage) message.message();
        dropped(to, event.channel(), "queue full");
        listeners.overflow().decide(context, to, from, event, to::endOverflown);
    }

    void dropped(ServerSession session, String channel, String why) {
        context.platform().events().messageDropped(session.id(), channel, why);
    }

    // ---- what goes

    /** @return what the dequeue listeners let go out of what was taken */
    List<Encoded> dequeued(Target session, List<Encoded> taken) {
        List<Encoded> left = listeners.dequeued(context.userCode(), session, taken);
        List<Encoded> result = left;
        if (left != taken && TakenEvents.haveTags(taken)) {
            TakenEvents events = new TakenEvents(taken);
            result = events.tagged(left);
            queue.followed().tookBack(events.tookBack());
        }
        catchUpReader.goOn(session);
        return result;
    }
}
