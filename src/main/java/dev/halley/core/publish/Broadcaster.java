package dev.halley.core.publish;

import dev.halley.api.Position;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.channel.Subscription;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.ServerEvents;

/**
 * Hands a publication to all sessions of this server that are subscribed to its channel or to a pattern that matches,
 * to each once; encoded once for all.
 *
 * <p>Thread-safety: immutable.
 */
public final class Broadcaster implements Broker.Receiver {

    private final ChannelTree channels;
    private final OriginRegistry origins;
    private final Coalescer coalescer;
    private final ServerEvents events;

    public Broadcaster(ChannelTree channels, OriginRegistry origins, Coalescer coalescer, ServerEvents events) {
        this.channels = channels;
        this.origins = origins;
        this.coalescer = coalescer;
        this.events = events;
    }

    @Override
    public ServerEvents events() {
        return events;
    }

    @Override
    public void received(Publication publication) {
        Subscription<?>[] subscriptions = channels.subscriptionsTo(publication.channel());
        int[] delivered = new int[1];
        if (subscriptions.length > 0) {
            Subscriber from = origins.publisher(publication.origin());
            Subscriber left = publication.hints().toPublisher() ? null : from;
            ChannelMessage message = publication.message();
            Encoded encoded = Encoded.of(message, null, channels.overflowRules().of(publication.channel(), message));
            coalescer.coalesce(() -> {
                for (Subscription<?> subscription : subscriptions) {
                    Subscriber session = subscription.session();
                    if (session != left
                            && session.deliver(
                                    from, encoded, publication.hints().lazyTimeout())) {
                        delivered[0]++;
                    }
                }
            });
        }
        events.published(publication.message().channel(), delivered[0]);
    }

    /** Hands on what was stored; of one channel called by one thread at a time, in the order of offsets. */
    void inOrder(Publication publication) {
        Subscriber from = origins.publisher(publication.origin());
        StreamMessage message =
                StreamMessage.live(publication, from, channels.overflowRules().ofStored(publication));
        int delivered = 0;
        for (Subscription<?> subscription : channels.subscriptionsTo(publication.channel())) {
            if (subscription.session().deliverInOrder(message)) {
                delivered++;
            }
        }
        channels.consumptions().stored(publication.channel());
        events.published(publication.message().channel(), delivered);
    }

    /** Called as {@link #inOrder} is, in order with it. */
    @Override
    public void lost(ChannelId channel, Position top) {
        for (Subscription<?> subscription : channels.subscriptionsTo(channel)) {
            subscription.session().positionLost(channel, top);
        }
        channels.consumptions().stored(channel);
    }
}
