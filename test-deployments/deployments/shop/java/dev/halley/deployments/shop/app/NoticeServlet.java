package dev.halley.deployments.shop.app;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Publishes a notice for whoever posts one.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class NoticeServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient BayeuxServer server;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) {
        server.createChannel(NoticesPolicy.NOTICES).publish(null, request.getParameter("text"));
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
