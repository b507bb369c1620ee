package dev.halley.cdi;

import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.spi.Bean;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for beans whose scope is there within HTTP requests only: the server calls beans for messages over WebSocket, too.
 *
 * <p>Thread-safety: stateless.
 */
final class HttpScopes {

    private static final Set<Class<?>> HTTP = Set.of(SessionScoped.class, ConversationScoped.class);

    private HttpScopes() {}

    /** @return what is wrong with the bean's scope; empty if nothing is */
    static Optional<String> problem(Bean<?> bean) {
        if (!HTTP.contains(bean.getScope())) {
            return Optional.empty();
        }
        return Optional.of("The bean " + bean.getBeanClass().getName() + " is @"
                + bean.getScope().getSimpleName()
                + ", but the server also calls it for messages over WebSocket, which have no HTTP request:"
                + " make it @BayeuxSessionScoped, so that each client's session has its own instance, or"
                + " @ApplicationScoped.");
    }
}
