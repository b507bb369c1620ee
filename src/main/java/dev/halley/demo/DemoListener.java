package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import java.util.List;

/**
 * Learns of the server by the servlet context's attribute, and opens the demo's services on it once: those of CDI where
 * there is CDI, else its own.
 *
 * <p>Thread-safety: confined to the thread that starts or stops the application.
 */
public final class DemoListener implements ServletContextAttributeListener {

    private List<Registration> services = List.of();

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName()) && event.getValue() instanceof BayeuxServer server) {
            if (server.channel(EchoService.CHANNEL).isEmpty()) {
                services = List.of(new EchoService().open(server), chatService().open(server));
            }
        }
    }

    @Override
    public void attributeRemoved(ServletContextAttributeEvent event) {
        if (BayeuxServer.ATTRIBUTE.equals(event.getName())) {
            services.forEach(Registration::close);
            services = List.of();
        }
    }

    private static ChatService chatService() {
        try {
            // The bean, which the application may have injected elsewhere, and not a second one beside it.
            return CDI.current().select(ChatService.class).get();
        } catch (IllegalStateException | LinkageError noCdi) {
            return new ChatService();
        }
    }
}
