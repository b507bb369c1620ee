package dev.halley.war.probe;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Tells what was injected into it, and what the filter and the listener before it tell. */
@WebServlet("/probe")
public class InjectedServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient BayeuxServer server;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print("servlet " + server.transports() + "; filter " + request.getAttribute("filter") + "; listener "
                        + request.getAttribute("listener"));
    }
}
