package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.cdi.BayeuxSessionScoped;
import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;

/** A service in a container: everything that can be injected. */
@Service
@ApplicationScoped
public class ServiceBean {

    @Inject
    private BayeuxServer server;

    @Inject
    private LocalSession session;

    @Inject
    @Channel("/news")
    private ChannelPublisher<String> news;

    @Inject
    private OfRequest request;

    @Inject
    private OfSession bayeux;

    @RemoteCall("injected")
    public String injected() {
        return server.transports().size() + " " + session.id().startsWith("ServiceBean_") + " " + news.channel() + " "
                + request.count() + " " + bayeux.count();
    }

    /** Counts its calls. */
    @RequestScoped
    public static class OfRequest {
        private int calls;

        int count() {
            return ++calls;
        }
    }

    /** Counts its calls. */
    @BayeuxSessionScoped
    public static class OfSession {
        private int calls;

        int count() {
            return ++calls;
        }
    }
}
