package dev.halley.core;

import dev.halley.core.channel.Subscriber;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.runtime.Platform;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Publication;

/**
 * Hands a publication to all sessions of this server that are subscribed to its channel or to a pattern that matches,
 * to each once; encoded once for all.
 *
 * <p>Thread-safety: immutable.
 */
final class Broadcaster {

    private final ChannelTree channels;
    private final SessionRegistry sessions;
    private final ExtensionChain extensions;
    private final FlushScheduler scheduler;
    private final Platform platform;

    Broadcaster(ChannelTree channels, SessionRegistry sessions, SessionServices services) {
        this.channels = channels;
        this.sessions = sessions;
        this.extensions = services.extensions();
        this.scheduler = services.scheduler();
        this.platform = services.platform();
    }

    void broadcast(Publication publication) {
        Subscriber[] subscribers = channels.subscribersOf(publication.channel());
        int[] delivered = new int[1];
        if (subscribers.length > 0) {
            CoreSession from = sessions.get(publication.publisher());
            ChannelMessage event = extensions.byServer(from, null, publication.event());
            CoreSession left = publication.toPublisher() ? null : from;
            if (event == null) {
                int kept = channels.audience(publication.channel(), left);
                platform.events().eventStopped(publication.event().channel(), kept, "extension");
                return;
            }
            Encoded encoded = Encoded.of(event);
            scheduler.during(null, () -> {
                for (Subscriber session : subscribers) {
                    if (session != left && session.deliver(from, encoded, publication.lazyTimeout())) {
                        delivered[0]++;
                    }
                }
            });
        }
        platform.events().published(publication.event().channel(), delivered[0]);
    }
}
