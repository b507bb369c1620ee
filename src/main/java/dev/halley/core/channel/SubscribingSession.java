package dev.halley.core.channel;

/**
 * A session that is subscribed to channels, and unsubscribed: whoever delivers to it needs to know no more than a {@link Subscriber}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface SubscribingSession extends Subscriber {

    /** @return what it is subscribed to */
    Subscriptions subscribed();
}
