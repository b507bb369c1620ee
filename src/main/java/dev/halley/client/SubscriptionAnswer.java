package dev.halley.client;

import java.util.concurrent.CompletableFuture;

/**
 * Completes the application's future with its subscription when the server has confirmed that.
 *
 * <p>Thread-safety: immutable.
 *
 * @param future the application's
 * @param subscription what it is completed with
 * @param notices who completes it
 */
record SubscriptionAnswer(CompletableFuture<Subscription> future, Subscription subscription, ListenerNotifier notices)
        implements Exchange.Answer {

    @Override
    public void reply(Message reply) {
        notices.complete(() -> future.complete(subscription));
    }

    @Override
    public void failed(BayeuxException why) {
        notices.complete(() -> future.completeExceptionally(why));
    }
}
