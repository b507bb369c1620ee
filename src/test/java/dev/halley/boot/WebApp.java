package dev.halley.boot;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.jspecify.annotations.Nullable;

/**
 * A web application on an embedded Jetty, laid out like the WAR: our classes and libraries are loaded by its own class
 * loader, and the container shows it nothing but the container's API.
 */
final class WebApp implements AutoCloseable {

    private static final List<String> CONTAINER = List.of(
            "jetty-",
            "asm",
            "slf4j-",
            "jakarta.servlet-",
            "jakarta.websocket-",
            "jakarta.annotation-",
            "jakarta.transaction-");
    private static final String ARCHIVE_HANDLER = "org.jboss.weld.environment.deployment.discovery.BeanArchiveHandler";
    static final String HANDSHAKE = "[{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
            + "\"supportedConnectionTypes\":[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]}]";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final ContextHandlerCollection applications = new ContextHandlerCollection();
    private @Nullable WebAppContext context;

    /** What the application is made of. */
    static final class Layout {

        private final Path root;
        private final Map<String, String> initParams = new LinkedHashMap<>();
        private final List<Class<?>> listeners = new ArrayList<>(List.of(Boot.class));
        private final List<Class<?>> servlets = new ArrayList<>();
        private final List<String> addresses = new ArrayList<>();
        private String servletName = "halley";
        private @Nullable String libraryUser;

        /** @param root an empty directory */
        Layout(Path root) {
            this.root = root;
            copyAll(Path.of("target/classes"), classes());
            libraries("jakarta.json-api", "jakarta.json.bind-api", "parsson", "yasson");
        }

        /** With the bundled Weld, as in the WAR. Without this not even the API of CDI is there. */
        Layout withCdi() {
            withClass("dev/halley/weld/WeldBoot.class");
            withClass("dev/halley/weld/WeldWorkers.class");
            withClass("META-INF/services/jakarta.servlet.ServletContainerInitializer");
            withClass("dev/halley/weld/OwnArchive.class");
            withClass("META-INF/services/" + ARCHIVE_HANDLER);
            copyAll(Path.of("target/war/lib"), root.resolve("WEB-INF/lib"));
            write("WEB-INF/beans.xml", """
                    <beans xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0" bean-discovery-mode="annotated"/>
                    """);
            return this;
        }

        Layout initParam(String name, String value) {
            initParams.put(name, value);
            return this;
        }

        Layout servletName(String name) {
            servletName = name;
            return this;
        }

        /**
         * With Halley as a library: a jar has its web-fragment.xml.
         *
         * @param declarations what the application's own web.xml declares
         */
        Layout asLibrary(String declarations) {
            libraryUser = declarations;
            try {
                Path jar = root.resolve("WEB-INF/lib/halley.jar");
                Files.createDirectories(jar.getParent());
                try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
                    out.putNextEntry(new ZipEntry("META-INF/web-fragment.xml"));
                    Files.copy(Path.of("target/classes/META-INF/web-fragment.xml"), out);
                }
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Adds a listener that is told of the start before Boot is. */
        Layout listenerBeforeBoot(Class<?> type) {
            listeners.add(0, type);
            return with(type);
        }

        Layout listener(Class<?> type) {
            listeners.add(type);
            return type.getName().startsWith("dev.halley.boot.app.") ? with(type) : this;
        }

        Layout servlet(Class<?> type, String address) {
            servlets.add(type);
            addresses.add(address);
            return with(type);
        }

        /** Adds a class of the tests. */
        Layout with(Class<?> type) {
            String file = type.getName().replace('.', '/') + ".class";
            copyFile(Path.of("target/test-classes").resolve(file), classes().resolve(file));
            return this;
        }

        Layout write(String name, String content) {
            try {
                Path file = root.resolve(name);
                Files.createDirectories(file.getParent());
                Files.writeString(file, content);
                return this;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private Path classes() {
            return root.resolve("WEB-INF/classes");
        }

        /** With the cluster's engine, as a node that listens at a port. */
        Layout node(String cluster, int port) {
            libraries("jgroups");
            return initParam("cluster.name", cluster)
                    .initParam("cluster.node", "a")
                    .initParam("cluster.bind", "127.0.0.1:" + port);
        }

        private void libraries(String... beginnings) {
            Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of)
                    .filter(jar ->
                            Stream.of(beginnings).anyMatch(jar.getFileName().toString()::startsWith))
                    .forEach(jar -> copyFile(jar, root.resolve("WEB-INF/lib").resolve(jar.getFileName())));
        }

        private static void copyAll(Path from, Path to) {
            try (Stream<Path> files = Files.walk(from)) {
                files.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().contains("launcher"))
                        .filter(file -> !file.endsWith("META-INF/web-fragment.xml"))
                        .filter(file -> !file.endsWith("META-INF/beans.xml"))
                        .filter(file -> !file.toString().contains("halley/weld/"))
                        .filter(file -> !file.endsWith("services/" + ARCHIVE_HANDLER))
                        .filter(file -> !file.endsWith("jakarta.servlet.ServletContainerInitializer"))
                        .forEach(file -> copyFile(file, to.resolve(from.relativize(file))));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void withClass(String file) {
            copyFile(Path.of("target/classes").resolve(file), classes().resolve(file));
        }

        private static void copyFile(Path from, Path to) {
            try {
                Files.createDirectories(to.getParent());
                Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private String webXml() {
            if (libraryUser != null) {
                return """
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          <absolute-ordering><name>halley</name></absolute-ordering>
                          %s
                        </web-app>
                        """.formatted(libraryUser);
            }
            StringBuilder xml = new StringBuilder("""
                    <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                      <absolute-ordering/>
                    """);
            listeners.forEach(type -> xml.append("<listener><listener-class>")
                    .append(type.getName())
                    .append("</listener-class></listener>\n"));
            servlet(xml, servletName, "dev.halley.transport.http.BayeuxServlet", "/cometd/*", initParams);
            for (int i = 0; i < servlets.size(); i++) {
                String name = servlets.get(i).getName();
                servlet(xml, name, name, addresses.get(i), Map.of());
            }
            return xml.append("</web-app>\n").toString();
        }

        private static void servlet(
                StringBuilder xml, String name, String type, String address, Map<String, String> initParams) {
            xml.append("<servlet><servlet-name>")
                    .append(name)
                    .append("</servlet-name>")
                    .append("<servlet-class>")
                    .append(type)
                    .append("</servlet-class>");
            initParams.forEach((key, value) -> xml.append("<init-param><param-name>")
                    .append(key)
                    .append("</param-name><param-value>")
                    .append(value)
                    .append("</param-value></init-param>"));
            xml.append("<load-on-startup>1</load-on-startup><async-supported>true</async-supported></servlet>")
                    .append("<servlet-mapping><servlet-name>")
                    .append(name)
                    .append("</servlet-name><url-pattern>")
                    .append(address)
                    .append("</url-pattern></servlet-mapping>\n");
        }
    }

    private WebApp() {}

    static WebApp deploy(Layout layout) throws Exception {
        layout.write("WEB-INF/web.xml", layout.webXml());
        WebApp app = new WebApp();
        app.connector.setHost("127.0.0.1");
        app.server.addConnector(app.connector);
        app.server.setHandler(app.applications);
        app.server.start();
        try {
            app.deploy(layout.root);
            return app;
        } catch (Exception | Error failed) {
            app.close();
            throw failed;
        }
    }

    private void deploy(Path root) throws Exception {
        WebAppContext deployed = new WebAppContext();
        deployed.setServer(server);
        deployed.setContextPath("/app");
        deployed.setWar(root.toUri().toString());
        deployed.setThrowUnavailableOnStartupException(true);
        hidden().forEach(deployed.getHiddenClassMatcher()::add);
        context = deployed;
        applications.addHandler(deployed);
        deployed.start();
    }

    /** What tests have on their class path beside the container is not shown to the application. */
    private static List<String> hidden() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(place ->
                        CONTAINER.stream().noneMatch(place.getFileName().toString()::startsWith))
                .map(place -> place.toUri().toString())
                .toList();
    }

    /** What may be left of an application that was undeployed. */
    static final class Remains {

        private static final int ROUNDS = 40;

        private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
        private final WeakReference<ClassLoader> classes;

        private Remains(ClassLoader classes) {
            this.classes = new WeakReference<>(classes, collected);
        }

        /** Whether its class loader is garbage; waits for the collector to find it so, not for a time. */
        boolean isNothing() throws InterruptedException {
            boolean nothing = classes.refersTo(null);
            for (int round = 0; round < ROUNDS && !nothing; round++) {
                System.gc();
                nothing = collected.remove(500) != null;
            }
            return nothing;
        }
    }

    /** Stops the application and forgets it; the container runs on. */
    Remains undeploy() throws Exception {
        WebAppContext deployed = context;
        context = null;
        Remains remains = new Remains(deployed.getClassLoader());
        deployed.stop();
        applications.removeHandler(deployed);
        deployed.destroy();
        return remains;
    }

    /**
     * Closes what clients keep open: for each connection, Jetty remembers the application that it served last; and each of its
     * selectors remembers the last connections that it was told something of, until it is told of others.
     */
    void dropConnections() throws IOException {
        connector.getConnectedEndPoints().forEach(EndPoint::close);
        for (int i = 0; i < connector.getSelectorManager().getSelectorCount(); i++) {
            new Socket("127.0.0.1", connector.getLocalPort()).close();
        }
    }

    @Nullable Object attribute(String name) {
        return context.getServletContext().getAttribute(name);
    }

    URI address(String scheme, String path) {
        return URI.create(scheme + "://127.0.0.1:" + connector.getLocalPort() + "/app" + path);
    }

    /** Handshakes over long-polling. */
    Client handshake() throws Exception {
        return handshake(HANDSHAKE);
    }

    /** @param json the message */
    Client handshake(String json) throws Exception {
        HttpResponse<String> answer = post(json, "");
        String id = answer.body().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().replaceAll(";.*", "");
        return new Client(id, cookie);
    }

    /** A client's secrets. */
    record Client(String id, String cookie) {}

    String get(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(address("http", path)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    /** @param cookies such as {@code a=b} */
    HttpResponse<String> post(String json, String cookies) throws Exception {
        return HTTP.send(request(json, cookies), HttpResponse.BodyHandlers.ofString());
    }

    /** @param cookies such as {@code a=b} */
    CompletableFuture<HttpResponse<String>> postLater(String json, String cookies) {
        return HTTP.sendAsync(request(json, cookies), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String json, String cookies) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address("http", "/cometd"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        return cookies.isEmpty()
                ? request.build()
                : request.header("Cookie", cookies).build();
    }

    @Override
    public void close() {
        try {
            if (context != null) {
                // Jetty does not stop by itself what was added to it when it ran already.
                context.stop();
            }
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("Jetty did not stop.", e);
        }
    }
}
