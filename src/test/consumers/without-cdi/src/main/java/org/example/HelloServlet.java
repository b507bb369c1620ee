package org.example;

import dev.halley.api.BayeuxServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says whether the server of Halley is an attribute of the application. */
public class HelloServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object server = getServletContext().getAttribute(BayeuxServer.ATTRIBUTE);
        response.setContentType("text/plain");
        response.getWriter().print("attribute: " + (server instanceof BayeuxServer));
    }
}
