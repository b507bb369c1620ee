package dev.halley.deployments.shop.rest;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

/**
 * Publishes a notice for whoever puts one.
 *
 * <p>Thread-safety: confined to one request.
 */
@RequestScoped
@Path("/notices")
public class NoticeResource {

    @Inject
    private BayeuxServer server;

    /** @param text what all subscribers are to know */
    @PUT
    public void put(String text) {
        server.createChannel("/notices").publish(null, text);
    }
}
