package dev.halley.cdi;

import dev.halley.core.CoreServer;
import dev.halley.testing.PlainServer;
import dev.halley.testing.RawClient;
import java.util.UUID;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** A server with the beans of an application, joined as boot does it, without a container. */
final class CdiServer implements AutoCloseable {

    private final WeldContainer weld;
    private final CdiContainer cdi;
    private final PlainServer plain;

    CdiServer(Class<?>... beans) {
        weld = weld(beans).initialize();
        cdi = new CdiContainer(weld.getBeanManager());
        plain = new PlainServer(cdi.messageScope());
        cdi.serverStarted(plain.server(), this::stop);
        try {
            cdi.register(plain.server());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    static Weld weld(Class<?>... beans) {
        return new Weld()
                .containerId(UUID.randomUUID().toString())
                .disableDiscovery()
                .addExtension(new HalleyExtension())
                .beanClasses(beans);
    }

    CoreServer server() {
        return plain.server();
    }

    CdiContainer cdi() {
        return cdi;
    }

    WeldContainer weld() {
        return weld;
    }

    <T> T bean(Class<T> type) {
        return weld.select(type).get();
    }

    PlainServer plain() {
        return plain;
    }

    RawClient client() {
        return new RawClient(plain.server());
    }

    private void stop() {
        plain.close();
        cdi.close();
    }

    @Override
    public void close() {
        stop();
        weld.close();
    }
}
