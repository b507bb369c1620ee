package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextAttributeEvent;
import jakarta.servlet.ServletContextAttributeListener;
import java.util.ArrayList;
import java.util.List;

/** Writes down when the server is added and removed, and whether it works by then. */
public final class AttributeProbe implements ServletContextAttributeListener {

    /** The attribute that holds what was written down: a list of strings, which a test can read from outside. */
    public static final String LOG = "probe.log";

    @Override
    public void attributeAdded(ServletContextAttributeEvent event) {
        if (event.getValue() instanceof BayeuxServer server) {
            log(event.getServletContext()).add("added " + event.getName() + ", works: " + works(server));
        }
    }

    @Override
    public void attributeRemoved(ServletContextAttributeEvent event) {
        if (event.getValue() instanceof BayeuxServer server) {
            log(event.getServletContext())
                    .add("removed " + event.getName() + ", sessions: "
                            + server.sessions().size());
        }
    }

    private static boolean works(BayeuxServer server) {
        List<String> heard = new ArrayList<>();
        LocalSession session = server.newLocalSession("probe");
        session.subscribe("/probe", (self, message) -> heard.add("heard"));
        session.publish("/probe", 1);
        return heard.size() == 1;
    }

    @SuppressWarnings("unchecked") // set here alone
    private static List<String> log(ServletContext context) {
        List<String> log = (List<String>) context.getAttribute(LOG);
        if (log == null) {
            log = new ArrayList<>();
            context.setAttribute(LOG, log);
        }
        return log;
    }
}
