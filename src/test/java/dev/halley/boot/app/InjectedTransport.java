package dev.halley.boot.app;

import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.util.List;

/** A transport that is a bean: without injection it has no name. */
@ApplicationScoped
public class InjectedTransport implements Transport {

    @Inject
    private BeanManager beans;

    @Override
    public List<String> names() {
        return List.of(beans == null ? "not a bean" : "injected");
    }

    @Override
    public void start(TransportContext context) {}

    @Override
    public void stop() {}
}
