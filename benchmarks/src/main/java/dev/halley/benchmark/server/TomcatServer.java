package dev.halley.benchmark.server;

import dev.halley.benchmark.bare.BareApplication;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.websocket.server.WsSci;

/**
 * Tomcat with a WAR, unpacked and deployed as it would be in {@code webapps/}; or with the bare endpoint and servlet.
 *
 * <p>Sees nothing of Jetty: it runs on a class path of its own.
 *
 * <p>Thread-safety: started once.
 */
public final class TomcatServer {

    /** More than any scenario has; Tomcat's default is 8,192. */
    private static final String CONNECTIONS = "50000";

    private TomcatServer() {}

    /**
     * Starts it on a free port, and prints where it is.
     *
     * @param arguments the WAR; or {@code bare}
     */
    public static void main(String[] arguments) throws Exception {
        Path base = Files.createTempDirectory("halley-tomcat");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(base.toFile())));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        tomcat.setPort(0);
        Connector connector = tomcat.getConnector();
        connector.setProperty("address", "127.0.0.1");
        connector.setProperty("maxConnections", CONNECTIONS);
        // By default it closes a connection after 100 requests, and then measures how connections are opened.
        connector.setProperty("maxKeepAliveRequests", "-1");
        connector.setProperty("keepAliveTimeout", "60000");
        if (arguments[0].equals("bare")) {
            bare(tomcat, base);
        } else {
            Files.createDirectories(base.resolve("webapps"));
            tomcat.addWebapp("", Path.of(arguments[0]).toAbsolutePath().toString());
        }
        tomcat.start();
        System.out.println("http://localhost:" + connector.getLocalPort() + "/");
        tomcat.getServer().await();
    }

    private static void bare(Tomcat tomcat, Path base) {
        Context context = tomcat.addContext("", base.toString());
        Tomcat.addServlet(context, "default", "org.apache.catalina.servlets.DefaultServlet");
        context.addServletMappingDecoded("/", "default");
        context.addServletContainerInitializer(new WsSci(), null);
        context.addApplicationListener(BareApplication.class.getName());
    }

    private static void delete(File file) {
        File[] children = file.listFiles();
        if (children != null) {
            for (File child : children) {
                delete(child);
            }
        }
        if (!file.delete()) {
            file.deleteOnExit();
        }
    }
}
