package dev.halley.war;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Holds every request until the web application ends, as a server of polls does, and answers it then. */
@WebListener
@WebServlet(urlPatterns = "/hold", asyncSupported = true)
public final class HoldingServlet extends HttpServlet implements ServletContextListener {

    private static final long serialVersionUID = 1L;
    private static final Queue<AsyncContext> HELD = new ConcurrentLinkedQueue<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        AsyncContext held = request.startAsync();
        held.setTimeout(0);
        response.setContentType("text/plain");
        response.flushBuffer();
        HELD.add(held);
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        for (AsyncContext held : HELD) {
            try {
                held.getResponse().getWriter().print("goodbye");
            } catch (IOException gone) {
                event.getServletContext().log("the client left", gone);
            }
            held.complete();
        }
    }
}
