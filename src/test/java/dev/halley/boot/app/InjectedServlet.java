package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.demo.ChatService;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Tells what is injected. */
public class InjectedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient @Nullable BayeuxServer server;

    @Inject
    private transient @Nullable ChatService chat;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        BayeuxServer attribute = (BayeuxServer) request.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
        server.newLocalSession("injected").publish("/chat/injected", "{}");
        attribute.newLocalSession("attribute").publish("/chat/demo", java.util.Map.of("user", "ann", "join", true));
        response.getWriter().print("transports " + server.transports()
                + ", same server " + (server.equals(attribute))
                + ", policy " + server.securityPolicy().getClass().getName()
                + ", members " + chat.members("demo"));
    }
}
