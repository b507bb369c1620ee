package dev.halley.war.probe;

import dev.halley.api.BayeuxServer;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Leaves in the request what was injected into it. */
@WebFilter("/probe")
public class InjectedFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient BayeuxServer server;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute("filter", server.transports());
        chain.doFilter(request, response);
    }
}
