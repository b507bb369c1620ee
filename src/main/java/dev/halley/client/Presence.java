package dev.halley.client;

import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a channel, as the server publishes them. If the client notices that it missed a change, and in each
 * new session, it asks for the members again by itself.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @see BayeuxClient#presence(String, PresenceListener)
 * @since 0.1.0
 */
public final class Presence implements AutoCloseable {

    private final String channel;
    private final PresenceListener listener;
    private final Runnable again;
    private final MemberList list = new MemberList();
    private volatile @Nullable Subscription subscription;

    /** @param again asks the server for the list */
    Presence(String channel, PresenceListener listener, Runnable again) {
        this.channel = channel;
        this.listener = listener;
        this.again = again;
    }

    /** @return the channel, without the presence prefix */
    public String channel() {
        return channel;
    }

    /** @return the current members; none before the first list has arrived */
    public PresenceSnapshot now() {
        return list.snapshot();
    }

    /** @return the current members by id; empty before the first list has arrived, and if the server only counts */
    public Map<String, PresenceMember> members() {
        return now().members();
    }

    /**
     * Stops watching. The client does not call the listener again; a call in progress continues.
     *
     * @return completes when the server has answered; fails with a {@link BayeuxException}
     */
    public CompletableFuture<Void> unsubscribe() {
        Subscription present = subscription;
        return present == null ? CompletableFuture.completedFuture(null) : present.unsubscribe();
    }

    /** Stops watching, without waiting for the server. */
    @Override
    public void close() {
        unsubscribe();
    }

    /** The server has confirmed it. */
    Presence confirmed(Subscription confirmed) {
        subscription = confirmed;
        return this;
    }

    /** The server is asked: what comes next is a list. */
    void asked() {
        list.renew();
    }

    void take(Message message) {
        List<Consumer<PresenceListener>> calls = new ArrayList<>();
        MemberList.Effect effect = list.take(message.data().orElse(RawJson.NULL), calls);
        calls.forEach(call -> ListenerNotifier.safely(() -> call.accept(listener)));
        if (effect == MemberList.Effect.CHANGED) {
            ListenerNotifier.safely(() -> listener.changed(now()));
        } else if (effect == MemberList.Effect.MISSED) {
            again.run();
        }
    }

    @Override
    public String toString() {
        return "Presence[" + channel + ", " + now().count() + "]";
    }
}
