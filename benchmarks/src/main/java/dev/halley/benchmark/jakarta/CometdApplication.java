package dev.halley.benchmark.jakarta;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletRegistration;
import org.cometd.server.http.JSONHttpTransport;
import org.cometd.server.http.jakarta.CometDServlet;

/**
 * CometD's servlet at {@code /cometd}, with its defaults but for the time that polls are held, which is the system property {@code
 * halley.timeout}, in milliseconds.
 *
 * <p>Thread-safety: immutable.
 */
public final class CometdApplication implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletRegistration.Dynamic cometd = event.getServletContext().addServlet("cometd", CometDServlet.class);
        cometd.addMapping("/cometd/*");
        cometd.setInitParameter(
                "transports", CometdTransport.class.getName() + "," + JSONHttpTransport.class.getName());
        cometd.setInitParameter("timeout", System.getProperty("halley.timeout"));
        cometd.setInitParameter("ws.idleTimeout", "0");
        cometd.setAsyncSupported(true);
        cometd.setLoadOnStartup(1);
    }
}
