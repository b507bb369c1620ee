package dev.halley.core.channel;

/**
 * That a session is subscribed to a channel or pattern. It stands among the channel's {@link Subscribers} and in the session's
 * {@link Subscriptions}, in both or in neither, and has one life: once live, it is told of as {@code subscribed}, once gone, after that
 * and never before, as {@code unsubscribed}. Whoever subscribes again has another one.
 *
 * <p>Thread-safety: immutable; compared by identity.
 *
 * @param <C> the channel: it holds its subscriptions, so these do not know its class
 */
public final class Subscription<C> {

    private final Subscriber session;
    private final C channel;

    public Subscription(Subscriber session, C channel) {
        this.session = session;
        this.channel = channel;
    }

    /** @return who gets what is published there; once for each message, however many of its subscriptions match */
    public Subscriber session() {
        return session;
    }

    C channel() {
        return channel;
    }
}
