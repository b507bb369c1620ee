package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.demo.ChatService;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** Tells what is injected. */
public class InjectedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient BayeuxServer server;

    @Inject
    private transient ChatService chat;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        BayeuxServer attribute = (BayeuxServer) request.getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
        LocalSession session = attribute.newLocalSession("attribute");
        session.publish("/chat/demo", Map.of("user", "ann", "join", true));
        response.getWriter()
                .print("transports " + server.transports()
                        + ", same server " + server.session(session.id()).isPresent()
                        + ", policy of the demo "
                        + server.securityPolicy().getClass().getName().startsWith("dev.halley.demo.")
                        + ", members " + chat.members("demo"));
    }
}
