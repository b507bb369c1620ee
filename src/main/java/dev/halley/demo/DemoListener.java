package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.oort.Seti;
import dev.halley.service.Services;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import java.util.List;

/**
 * Learns of the server by the servlet context's attribute, and registers the demo's services on it, unless they are there:
 * where there is CDI, they were registered as beans.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class DemoListener implements ServletContextAttributeListener {

    private List<Registration> services = List.of();

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName())
                && event.getValue() instanceof BayeuxServer server
                && event.getServletContext().getAttribute(Seti.ATTRIBUTE) instanceof Seti seti
                && server.channel(EchoService.CHANNEL).isEmpty()) {
            Services registry = new Services(server);
            ChatService chat = new ChatService(server, seti);
            TokenService tokens = new TokenService(server);
            FrontService front = new FrontService(server);
            services = List.of(
                    registry.register(new EchoService()),
                    registry.register(chat),
                    chat::end,
                    registry.register(tokens),
                    tokens::end,
                    registry.register(front),
                    front::end);
        }
    }

    @Override
    public void attributeRemoved(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName())) {
            services.forEach(Registration::close);
            services = List.of();
        }
    }
}
