package dev.halley.core;

import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Event;
import dev.halley.spi.Publication;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hands a publication to all sessions of this server that are subscribed to its channel or to a pattern that matches,
 * to each once; encoded once for all.
 *
 * <p>Thread-safety: immutable.
 */
final class Broadcaster {

    private final ChannelRegistry channels;
    private final SessionRegistry sessions;
    private final ExtensionChain extensions;
    private final FlushScheduler deliveries;
    private final Platform platform;

    Broadcaster(ChannelRegistry channels, SessionRegistry sessions, SessionServices services) {
        this.channels = channels;
        this.sessions = sessions;
        this.extensions = services.extensions();
        this.deliveries = services.deliveries();
        this.platform = services.platform();
    }

    void broadcast(Publication publication) {
        CoreSession[] subscribers = subscribersOf(publication.channel());
        if (subscribers.length > 0) {
            CoreSession from = sessions.get(publication.publisher());
            Event event = extensions.byServer(from, null, publication.event());
            if (event == null) {
                return;
            }
            deliveries.during(null, () -> deliver(publication, from, Encoded.of(event), subscribers));
        }
        platform.events().published(publication.event().channel(), subscribers.length);
    }

    private static void deliver(
            Publication publication, @Nullable CoreSession from, Encoded encoded, CoreSession[] subscribers) {
        CoreSession left = publication.toPublisher() ? null : from;
        for (CoreSession session : subscribers) {
            if (session != left) {
                session.deliver(from, encoded, publication.lazyTimeout());
            }
        }
    }

    private CoreSession[] subscribersOf(ChannelId channel) {
        List<CoreChannel> path = channels.path(channel);
        CoreSession[] first = null;
        Set<CoreSession> all = null;
        for (CoreChannel matching : path) {
            CoreSession[] some = matching.subscriberSet().all();
            if (some.length == 0) {
                continue;
            }
            if (first == null) {
                first = some;
            } else {
                all = union(all, first, some);
            }
        }
        if (first == null) {
            return new CoreSession[0];
        }
        return all == null ? first : all.toArray(CoreSession[]::new);
    }

    private static Set<CoreSession> union(@Nullable Set<CoreSession> all, CoreSession[] first, CoreSession[] more) {
        Set<CoreSession> union = all == null ? new LinkedHashSet<>(List.of(first)) : all;
        union.addAll(List.of(more));
        return union;
    }
}
