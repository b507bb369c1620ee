package dev.halley.client;

import java.util.concurrent.CompletableFuture;

/**
 * Completes the application's future with its subscription when the server has confirmed that.
 *
 * <p>Thread-safety: immutable.
 *
 * @param future the application's
 * @param subscription what it is completed with
 * @param notifier who completes it
 */
record SubscriptionAnswer(CompletableFuture<Subscription> future, Subscription subscription, ListenerNotifier notifier)
        implements Exchange.Answer {

    @Override
    public void reply(Message reply) {
        notifier.complete(() -> future.complete(subscription));
    }

    @Override
    public void failed(BayeuxException why) {
        notifier.complete(() -> future.completeExceptionally(why));
    }
}
