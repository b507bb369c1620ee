package dev.halley.core.session;

import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
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
 * Calls the listeners of sessions.
 *
 * <p>Thread-safety: immutable.
 */
public record SessionEvents(UserCode userCode) {

    void queued(CoreSession session, @Nullable ServerSession from, Encoded message) {
        ChannelMessage event = (ChannelMessage) message.message();
        tell("queue listener", session.listeners().queued(), listener -> listener.queued(session, from, event));
    }

    public void suspended(CoreSession session, Duration timeout) {
        tell("heartbeat listener", session.listeners().heartbeat(), listener -> listener.suspended(session, timeout));
    }

    void resumed(CoreSession session, boolean timedOut) {
        tell("heartbeat listener", session.listeners().heartbeat(), listener -> listener.resumed(session, timedOut));
    }

    public void removed(ServerSessionListener.RemovedListener listener, CoreSession session, CloseReason reason) {
        tell("session removed listener", List.of(listener), told -> told.removed(session, reason));
    }

    private <L> void tell(String what, List<L> listeners, Consumer<L> call) {
        if (!listeners.isEmpty()) {
            userCode.runner()
                    .runUserCode(() ->
                            listeners.forEach(listener -> userCode.run(what, listener, () -> call.accept(listener))));
        }
    }

    /** @return what the dequeue listeners let go out of what was taken, under the same number */
    Outbox.Numbered dequeued(CoreSession session, Outbox.Numbered taken) {
        return new Outbox.Numbered(taken.number(), dequeued(session, taken.messages()));
    }

    /** @return what the dequeue listeners let go out of what was taken */
    List<Encoded> dequeued(CoreSession session, List<Encoded> taken) {
        List<ServerSessionListener.DequeueListener> listeners =
                session.listeners().dequeued();
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
                List<ChannelMessage> left = ask(listener, session, asked);
                tellKeptBack(session, asked, left);
                after.clear();
                after.addAll(left);
            }
        });
        return after.stream().map(event -> encodedBefore(taken, event)).toList();
    }

    /** @return what it lets go; nothing if it throws, since it may be there to keep something back */
    private List<ChannelMessage> ask(
            ServerSessionListener.DequeueListener listener, CoreSession session, List<ChannelMessage> events) {
        List<List<ChannelMessage>> left = new ArrayList<>(1);
        userCode.run("dequeue listener", listener, () -> left.add(List.copyOf(listener.dequeued(session, events))));
        return left.isEmpty() ? List.of() : left.get(0);
    }

    /** Where new events came in the place of a channel's, those that are gone may be merged into them. */
    private void tellKeptBack(CoreSession session, List<ChannelMessage> asked, List<ChannelMessage> left) {
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
}
