package dev.halley.core.session;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A session's extensions, and its listeners, which it asks and tells: sorted by kind when they are added, not when they are called.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class SessionListeners {

    private final Listeners<ServerSessionListener.RemovedListener> removed = new Listeners<>();
    private final Listeners<ServerSessionListener.MessageListener> message = new Listeners<>();
    private final QueueOverflow overflow = new QueueOverflow();

    private final Listeners<BayeuxExtension> extensions = new Listeners<>();
    private final Listeners<ServerSessionListener.QueueListener> queued = new Listeners<>();
    private final Listeners<ServerSessionListener.DequeueListener> dequeued = new Listeners<>();
    private final Listeners<ServerSessionListener.HeartbeatListener> heartbeat = new Listeners<>();

    Registration add(ServerSessionListener listener) {
        List<Registration> all = new ArrayList<>();
        if (listener instanceof ServerSessionListener.RemovedListener removedListener) {
            all.add(removed.add(removedListener));
        }
        if (listener instanceof ServerSessionListener.MessageListener messageListener) {
            all.add(message.add(messageListener));
        }
        if (listener instanceof ServerSessionListener.QueueMaxedListener queueMaxedListener) {
            all.add(overflow.add(queueMaxedListener));
        }
        if (listener instanceof ServerSessionListener.QueueListener queueListener) {
            all.add(queued.add(queueListener));
        }
        if (listener instanceof ServerSessionListener.DequeueListener dequeueListener) {
            all.add(dequeued.add(dequeueListener));
        }
        if (listener instanceof ServerSessionListener.HeartbeatListener heartbeatListener) {
            all.add(heartbeat.add(heartbeatListener));
        }
        return () -> all.forEach(Registration::close);
    }

    Listeners<BayeuxExtension> extensions() {
        return extensions;
    }

    List<ServerSessionListener.RemovedListener> removed() {
        return removed.all();
    }

    /** @return whether code of the application sees what is delivered */
    boolean seeWhatComes() {
        return !BuiltIn.areAll(extensions.all()) || !message.isEmpty() || !queued.isEmpty();
    }

    // ---- an event comes

    /** An event comes. @return what the message listeners let in; null if one of them stops it */
    @Nullable Encoded received(UserCode userCode, ServerSession session, @Nullable ServerSession from, Encoded shared) {
        if (message.isEmpty()) {
            return shared;
        }
        Encoded[] left = {shared};
        userCode.runner().runUserCode(() -> left[0] = afterListeners(userCode, session, from, shared));
        return left[0];
    }

    private @Nullable Encoded afterListeners(
            UserCode userCode, ServerSession session, @Nullable ServerSession from, Encoded shared) {
        Encoded left = shared;
        for (ServerSessionListener.MessageListener listener : message.all()) {
            ChannelMessage event = (ChannelMessage) left.message();
            Verdict<ChannelMessage> verdict = userCode.verdict(
                    "session message listener", listener, () -> listener.onMessage(session, from, event));
            if (verdict.refusal() != null) {
                userCode.events().messageDropped(session.id(), event.channel(), "listener");
                return null;
            }
            left = verdict.replacement() == null ? left : left.with(verdict.replacement());
        }
        return left;
    }

    /** It waits in the queue now. */
    void queued(UserCode userCode, ServerSession session, @Nullable ServerSession from, Encoded shared) {
        if (!queued.isEmpty()) {
            ChannelMessage event = (ChannelMessage) shared.message();
            tell(userCode, "queue listener", queued, listener -> listener.queued(session, from, event));
        }
    }

    /** @return what decides when the queue is full */
    QueueOverflow overflow() {
        return overflow;
    }

    // ---- events go

    /** @return whether somebody sees what goes out */
    boolean seeWhatGoes() {
        return !dequeued.isEmpty();
    }

    /** @return what the dequeue listeners let go out of what was taken */
    List<Encoded> dequeued(UserCode userCode, ServerSession session, List<Encoded> taken) {
        List<ServerSessionListener.DequeueListener> listeners = dequeued.all();
        if (listeners.isEmpty() || taken.isEmpty()) {
            return taken;
        }
        List<ChannelMessage> before = taken.stream()
                .map(encoded -> (ChannelMessage) encoded.message())
                .toList();
        List<ChannelMessage> after = new ArrayList<>(before);
        userCode.runner().inScope(() -> {
            for (ServerSessionListener.DequeueListener listener : listeners) {
                List<ChannelMessage> asked = List.copyOf(after);
                List<ChannelMessage> left = ask(userCode, listener, session, asked);
                tellKeptBack(userCode, session, asked, left);
                after.clear();
                after.addAll(left);
            }
        });
        return after.stream().map(event -> encodedBefore(taken, event)).toList();
    }

    /** @return what it lets go; nothing if it throws, since it may be there to keep something back */
    private static List<ChannelMessage> ask(
            UserCode userCode,
            ServerSessionListener.DequeueListener listener,
            ServerSession session,
            List<ChannelMessage> events) {
        List<List<ChannelMessage>> left = new ArrayList<>(1);
        userCode.run("dequeue listener", listener, () -> left.add(List.copyOf(listener.dequeued(session, events))));
        return left.isEmpty() ? List.of() : left.get(0);
    }

    /** Where new events came in the place of a channel's, those that are gone may be merged into them. */
    private static void tellKeptBack(
            UserCode userCode, ServerSession session, List<ChannelMessage> asked, List<ChannelMessage> left) {
        Set<ChannelMessage> going = Collections.newSetFromMap(new IdentityHashMap<>());
        going.addAll(left);
        List<ChannelMessage> missing =
                asked.stream().filter(event -> !going.contains(event)).toList();
        if (!missing.isEmpty()) {
            asked.forEach(going::remove);
            Set<String> renewed = going.stream().map(ChannelMessage::channel).collect(Collectors.toSet());
            missing.stream().filter(event -> !renewed.contains(event.channel())).forEach(event -> userCode.events()
                    .messageDropped(session.id(), event.channel(), "listener"));
        }
    }

    private static Encoded encodedBefore(List<Encoded> taken, ChannelMessage event) {
        for (Encoded encoded : taken) {
            if (encoded.message() == event) {
                return encoded;
            }
        }
        return Encoded.of(event);
    }

    // ---- connects

    /** @return whether somebody sees that a connect is held, or is no longer */
    boolean seeHeartbeat() {
        return !heartbeat.isEmpty();
    }

    /** A connect is held. */
    void suspended(UserCode userCode, ServerSession session, Duration timeout) {
        tell(userCode, "heartbeat listener", heartbeat, listener -> listener.suspended(session, timeout));
    }

    /** A connect is answered that was held. */
    void resumed(UserCode userCode, ServerSession session, boolean timedOut) {
        tell(userCode, "heartbeat listener", heartbeat, listener -> listener.resumed(session, timedOut));
    }

    private static <L> void tell(UserCode userCode, String what, Listeners<L> listeners, Consumer<L> call) {
        List<L> told = listeners.all();
        if (!told.isEmpty()) {
            userCode.runner()
                    .runUserCode(
                            () -> told.forEach(listener -> userCode.run(what, listener, () -> call.accept(listener))));
        }
    }
}
