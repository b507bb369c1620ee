package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Function;

/**
 * Publishes the messages of a channel; each subscriber has its own subscription.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @param options how subscribers get the messages
 * @param binding converts messages to values
 * @param notifier calls the application
 * @param strand the client's
 * @param driver confined to the strand
 */
record ChannelPublisher<T>(
        FlowOptions options,
        Function<Message, T> binding,
        ListenerNotifier notifier,
        Executor strand,
        ProtocolDriver driver)
        implements Flow.Publisher<T>, FlowDelivery.Owner {

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        FlowDelivery<T> delivery = new FlowDelivery<>(subscriber, binding, options, this, notifier.threads());
        delivery.start();
        strand.execute(
                () -> driver.subscriptions().subscribe(channel(), delivery, HistoryOptions.live(), Exchange.IGNORED));
    }

    private ChannelId channel() {
        return ChannelId.of(options.channel());
    }

    @Override
    public void cancelled(Delivery delivery) {
        strand.execute(() -> driver.subscriptions().unsubscribe(channel(), delivery, Exchange.IGNORED));
    }

    @Override
    public void dropped(long count) {
        notifier.tell(listener -> listener.dropped(options.channel(), count));
    }

    @Override
    public void shut() {
        driver.gate().shut();
    }

    @Override
    public void open() {
        driver.gate().open();
    }
}
