package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Position;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Inject;
import java.lang.annotation.Annotation;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Makes what is injected for one place: local sessions and publishers.
 *
 * <p>Thread-safety: immutable.
 */
class Producers {

    private final HalleyExtension extension;

    @Inject
    Producers(HalleyExtension extension) {
        this.extension = extension;
    }

    @Produces
    LocalSession session(InjectionPoint point) {
        Class<?> type = point.getBean() == null
                ? point.getMember().getDeclaringClass()
                : point.getBean().getBeanClass();
        return extension.sessions().of(type);
    }

    void dispose(@Disposes LocalSession session) {
        if (session instanceof InjectedSession injected && !extension.sessions().isShared(injected)) {
            injected.close();
        }
    }

    @Produces
    @Channel({})
    <T> ChannelPublisher<T> publisher(InjectionPoint point) {
        for (Annotation qualifier : point.getQualifiers()) {
            if (qualifier instanceof Channel channel) {
                return new ServersPublisher<>(extension::server, ChannelNames.toPublishOn(channel));
            }
        }
        throw new IllegalStateException("A ChannelPublisher needs @Channel with the name of the channel.");
    }

    private record ServersPublisher<T extends @Nullable Object>(
            java.util.function.Supplier<BayeuxServer> server, String channel) implements ChannelPublisher<T> {

        @Override
        public boolean publish(T data) {
            return server.get().createChannel(channel).publish(null, data);
        }

        @Override
        public CompletionStage<Position> publishAsync(T data) {
            return server.get().createChannel(channel).publishAsync(null, data);
        }

        @Override
        public CompletionStage<Position> publishAsync(T data, String key) {
            return server.get().createChannel(channel).publishAsync(null, data, key);
        }
    }
}
