package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells those who watch over the process whether it lives, and load balancers whether the server is ready for new clients. That it lives
 * depends on nothing but this answer.
 *
 * <p>Thread-safety: stateless.
 */
final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String NAME = "halley-health";
    private static final String LIVE = "/live";
    private static final String READY = "/ready";
    private static final Set<String> METHODS = Set.of("GET", "HEAD");

    private HealthServlet() {}

    /**
     * Declares it in a context that starts, below the path that the setting {@code healthPath} says; does nothing where that is empty.
     *
     * @param initParams those of the Bayeux servlet
     * @throws IllegalStateException if another servlet has the path
     */
    static void declare(ServletContext context, Map<String, String> initParams) {
        ServerConfig.healthPath(initParams, System.getProperties(), System.getenv())
                .filter(path -> !isThere(context))
                .ifPresent(path -> declare(context, path));
    }

    /** @return whether a start that failed has left it */
    private static boolean isThere(ServletContext context) {
        ServletRegistration there = context.getServletRegistration(NAME);
        return there != null && HealthServlet.class.getName().equals(there.getClassName());
    }

    private static void declare(ServletContext context, String path) {
        ServletRegistration.Dynamic servlet = context.addServlet(NAME, new HealthServlet());
        if (servlet == null) {
            throw new IllegalStateException("There is already a servlet called '" + NAME
                    + "', the name that the setting 'healthPath' needs for its own servlet.");
        }
        servlet.setAsyncSupported(true);
        Set<String> taken = servlet.addMapping(path + LIVE, path + READY);
        if (!taken.isEmpty()) {
            throw new IllegalStateException(
                    "The setting 'healthPath' is " + path + ", but another servlet is mapped to " + taken
                            + ": choose another path, or leave the setting empty for no health checks.");
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (!METHODS.contains(request.getMethod())) {
            response.setHeader("Allow", "GET, HEAD");
            response.setStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
            return;
        }
        List<String> objections = request.getServletPath().endsWith(LIVE) ? List.of() : objections();
        response.setStatus(
                objections.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        byte[] body = body(objections).getBytes(StandardCharsets.UTF_8);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        if (request.getMethod().equals("GET")) {
            response.getOutputStream().write(body);
        }
    }

    private List<String> objections() {
        return getServletContext().getAttribute(Health.ATTRIBUTE) instanceof Health health
                ? health.objections()
                : Health.NOT_RUNNING;
    }

    private static String body(List<String> objections) {
        return objections.isEmpty()
                ? "{\"status\":\"UP\"}"
                : "{\"status\":\"DOWN\",\"reasons\":" + RawJson.from(objections).text() + "}";
    }
}
