package dev.halley.cdi;

import java.util.UUID;
import org.jboss.weld.environment.se.Weld;

/** Makes containers of these beans and no others, for tests that look at CDI without a server. */
final class Containers {

    private Containers() {}

    static Weld weld(Class<?>... beans) {
        return new Weld()
                .containerId(UUID.randomUUID().toString())
                .disableDiscovery()
                .addExtension(new HalleyExtension())
                .beanClasses(beans);
    }
}
