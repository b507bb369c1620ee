package dev.halley.dev;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/**
 * Makes open pages load themselves again when a class or a file of the web application has changed.
 *
 * <p>Every HTML page gets a script that asks twice a second for a stamp of what is served. The stamp changes with the
 * files, and with each start of the web application, which Jetty starts again when classes have changed.
 *
 * <p>Thread-safety: thread-safe; immutable after construction.
 */
public final class ReloadFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;
    private static final String FOLDER = "/halley-dev/";
    private static final String ELEMENT = "%n<script type=\"module\" src=\"%s\"></script>%n";

    /** A file of its own, because a page may forbid scripts within it. */
    private static final String SCRIPT = """
            let first;
            async function look() {
              try {
                const response = await fetch(new URL("stamp", import.meta.url), { cache: "no-store" });
                const stamp = response.ok ? await response.text() : first;
                first ??= stamp;
                if (stamp !== first) {
                  location.reload();
                }
              } catch {
                // The server is starting again.
              }
              setTimeout(look, 500);
            }
            look();
            """;

    private final String start = UUID.randomUUID().toString();

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletContext application = request.getServletContext();
        String path = request.getRequestURI().substring(request.getContextPath().length());
        switch (path) {
            case FOLDER + "stamp" -> answer(response, "text/plain", start + " " + newest(application, "/"));
            case FOLDER + "reload.js" -> answer(response, "text/javascript", SCRIPT);
            default -> serve(path, request, response, chain);
        }
    }

    private void serve(String path, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        ServletContext application = request.getServletContext();
        String page = path.endsWith("/") ? path + "index.html" : path;
        try (InputStream html = page.endsWith(".html") ? application.getResourceAsStream(page) : null) {
            if (html == null) {
                response.setHeader("Cache-Control", "no-cache");
                chain.doFilter(request, response);
            } else {
                String text = new String(html.readAllBytes(), StandardCharsets.UTF_8);
                String script = request.getContextPath() + FOLDER + "reload.js";
                answer(response, "text/html", text + ELEMENT.formatted(script));
            }
        }
    }

    private static void answer(HttpServletResponse response, String type, String text) throws IOException {
        response.setContentType(type + ";charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().print(text);
    }

    /** A number that grows when a file is changed or added, and changes when one is removed. */
    private static long newest(ServletContext application, String folder) throws IOException {
        Set<String> paths = application.getResourcePaths(folder);
        long result = paths == null ? 0 : paths.size();
        for (String path : paths == null ? Set.<String>of() : paths) {
            if (!path.startsWith("/WEB-INF") && !path.startsWith("/META-INF")) {
                result += path.endsWith("/") ? newest(application, path) : changed(application, path);
            }
        }
        return result;
    }

    private static long changed(ServletContext application, String path) throws IOException {
        var connection = application.getResource(path).openConnection();
        long changed = connection.getLastModified();
        // Asking opens the file.
        connection.getInputStream().close();
        return changed;
    }
}
