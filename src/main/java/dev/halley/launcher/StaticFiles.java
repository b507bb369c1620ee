package dev.halley.launcher;

import org.eclipse.jetty.compression.gzip.GzipCompression;
import org.eclipse.jetty.compression.server.CompressionConfig;
import org.eclipse.jetty.compression.server.CompressionHandler;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.server.Handler;

/**
 * How pages, scripts and pictures are sent: compressed, and so that a browser asks each time whether what it has is still the
 * newest, and gets it only if not.
 *
 * <p>Thread-safety: confined to the thread that starts the server.
 */
final class StaticFiles {

    private StaticFiles() {}

    static void tag(WebAppContext context) {
        context.setInitParameter(DefaultServlet.CONTEXT_INIT + "etags", "true");
        context.setInitParameter(DefaultServlet.CONTEXT_INIT + "cacheControl", "no-cache");
    }

    /** Compresses files, and leaves clients' messages alone, which are small and many. */
    static Handler compressed(Handler application, String contextPath) {
        String messages = (contextPath.equals("/") ? "" : contextPath) + "/cometd/*";
        CompressionHandler handler = new CompressionHandler(application);
        handler.putCompression(new GzipCompression());
        handler.putConfiguration(
                "/*",
                CompressionConfig.builder()
                        .compressIncludeMethod("GET")
                        .compressIncludeMimeType("text/html")
                        .compressIncludeMimeType("text/css")
                        .compressIncludeMimeType("text/javascript")
                        .compressIncludeMimeType("application/javascript")
                        .compressIncludeMimeType("application/json")
                        .compressIncludeMimeType("image/svg+xml")
                        .compressExcludePath(messages)
                        .decompressExcludePath("/*")
                        .build());
        return handler;
    }
}
