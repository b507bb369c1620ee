package org.example;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says whether the server of Halley is there to be injected. */
public class HelloServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient Greeting greeting;

    @Inject
    private transient Instance<BayeuxServer> server;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.getWriter().print(greeting.text() + server.isResolvable());
    }
}
