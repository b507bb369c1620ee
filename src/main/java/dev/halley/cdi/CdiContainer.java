package dev.halley.cdi;

import dev.halley.api.BayeuxServer;
import dev.halley.api.SecurityPolicy;
import jakarta.enterprise.context.spi.CreationalContext;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The application's CDI container, as far as the server needs it.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class CdiContainer implements AutoCloseable {

    private final BeanManager beanManager;
    private final @Nullable HalleyExtension extension;
    private final List<CreationalContext<?>> references = new ArrayList<>();

    CdiContainer(BeanManager beanManager) {
        this.beanManager = beanManager;
        this.extension = extensionOf(beanManager);
    }

    /**
     * @return the container of the application whose thread this is; empty if it has none
     * @throws LinkageError if not even the API of CDI is there
     */
    public static Optional<CdiContainer> current() {
        try {
            return Optional.of(new CdiContainer(CDI.current().getBeanManager()));
        } catch (IllegalStateException noCdi) {
            return Optional.empty();
        }
    }

    private static @Nullable HalleyExtension extensionOf(BeanManager beanManager) {
        try {
            return beanManager.getExtension(HalleyExtension.class);
        } catch (IllegalArgumentException notOurs) {
            // A CDI that was started without looking into this archive.
            return null;
        }
    }

    /**
     * @return the application's security policy; empty if no bean is one
     * @throws IllegalStateException if there are two or more; the message names their classes
     */
    public Optional<SecurityPolicy> securityPolicy() {
        return SoleBean.of(beanManager, SecurityPolicy.class).map(bean -> reference(bean, SecurityPolicy.class));
    }

    /**
     * From now on {@code @Inject BayeuxServer} is this server.
     *
     * @param stop stops the server; called when CDI ends before the server does, as long as beans are there
     */
    public void serverStarted(BayeuxServer server, Runnable stop) {
        if (extension != null) {
            extension.serverStarted(server, stop);
        }
    }

    /** Releases what {@link #securityPolicy} gave; {@code @Inject BayeuxServer} is nothing any more. */
    @Override
    public void close() {
        if (extension != null) {
            extension.serverStopped();
        }
        references.forEach(CreationalContext::release);
        references.clear();
    }

    private <T> T reference(Bean<?> bean, Class<T> type) {
        CreationalContext<?> context = beanManager.createCreationalContext(bean);
        references.add(context);
        return type.cast(beanManager.getReference(bean, type, context));
    }
}
