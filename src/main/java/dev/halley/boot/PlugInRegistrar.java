package dev.halley.boot;

import static java.lang.System.Logger.Level.INFO;

import dev.halley.config.ServerConfig;
import dev.halley.core.CoreServer;
import dev.halley.filter.FilterChain;
import dev.halley.filter.FilterEntry;
import dev.halley.filter.FilterFactory;
import dev.halley.oort.Oort;
import jakarta.servlet.ServletContext;
import java.util.List;

/**
 * Adds to the server what the configuration names and what beans there are, before any client comes: the filters of the
 * filter file, the extensions and services of the init-params, then the beans, each kind in its order.
 *
 * <p>Thread-safety: confined to the thread that starts the application.
 */
final class PlugInRegistrar {

    private static final System.Logger LOG = System.getLogger(PlugInRegistrar.class.getName());

    private final ServletContext context;
    private final ServerConfig config;
    private final CoreServer server;
    private final BeanSource beans;
    private final ShutdownSteps shutdown;

    PlugInRegistrar(
            ServletContext context, ServerConfig config, CoreServer server, BeanSource beans, ShutdownSteps shutdown) {
        this.context = context;
        this.config = config;
        this.server = server;
        this.beans = beans;
        this.shutdown = shutdown;
    }

    void run() {
        config.filters().ifPresent(this::addFilters);
        var extensions = new NamedExtensions(context.getClassLoader(), beans::bean, server.clock());
        config.extensions().forEach(name -> server.addExtension(extensions.make(name)));
        if (!config.services().isEmpty()) {
            Oort oort = (Oort) context.getAttribute(Oort.ATTRIBUTE);
            var services = new NamedServices(context.getClassLoader(), beans::bean, server, oort);
            shutdown.later("end the services", services::close);
            config.services().forEach(services::add);
        }
        beans.register(server);
    }

    private void addFilters(String path) {
        List<FilterEntry> entries = FilterSource.read(context, path);
        FilterChain chain = new FilterFactory(context.getClassLoader(), beans::bean).make(path, entries);
        if (!entries.isEmpty()) {
            chain.addTo(server);
        }
        LOG.log(INFO, "Read " + entries.size() + " entries of the filter file " + path);
    }
}
