package dev.halley.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Completes the application's future with the answer: normally if that says so, else with a {@link BayeuxException}.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class FutureAnswer implements Exchange.Answer {

    private final CompletableFuture<Message> future;
    private final ListenerNotifier notifier;
    private final Consumer<BayeuxException> onFailure;
    private Registration timer = () -> {};

    /** @param onFailure is told first if there is no reply */
    FutureAnswer(CompletableFuture<Message> future, ListenerNotifier notifier, Consumer<BayeuxException> onFailure) {
        this.future = future;
        this.notifier = notifier;
        this.onFailure = onFailure;
    }

    /** @param newTimer cancelled when there is an answer */
    void timer(Registration newTimer) {
        timer = newTimer;
    }

    @Override
    public void reply(Message reply) {
        timer.close();
        boolean refused = reply.isReply() && !reply.isSuccessful();
        notifier.complete(() -> {
            if (refused) {
                future.completeExceptionally(BayeuxException.refused(reply));
            } else {
                future.complete(reply);
            }
        });
    }

    @Override
    public void failed(BayeuxException why) {
        timer.close();
        onFailure.accept(why);
        notifier.complete(() -> future.completeExceptionally(why));
    }
}
