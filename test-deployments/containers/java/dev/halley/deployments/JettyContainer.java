package dev.halley.deployments;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/**
 * Starts a stand-alone Jetty 12.1 for Arquillian, which has no adapter for it: {@code start.jar} with the modules of the
 * container's folder. It deploys by putting the file into the folder at which Jetty's scanner looks.
 *
 * <p>Thread-safety: confined to the thread that runs the tests.
 */
public final class JettyContainer implements DeployableContainer<JettyConfiguration> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Container container = Container.current();
    private @Nullable JettyConfiguration configuration;
    private @Nullable JettyProcess process;

    @Override
    public Class<JettyConfiguration> getConfigurationClass() {
        return JettyConfiguration.class;
    }

    @Override
    public void setup(JettyConfiguration settings) {
        configuration = settings;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public void start() throws LifecycleException {
        List<String> command = new ArrayList<>();
        command.add(container.java().resolve("bin").resolve("java").toString());
        if (configuration != null) {
            command.addAll(List.of(configuration.getJvmArguments().trim().split("\\s+")));
        }
        command.addAll(List.of(
                "-jar",
                container.home().resolve("start.jar").toString(),
                "jetty.base=" + container.base(),
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=" + container.port(),
                "jetty.deploy.scanInterval=1"));
        try {
            Files.createDirectories(container.base().resolve("webapps"));
            process = JettyProcess.start(command, container.base().resolve("jetty.log"));
            process.await("Started oejs.Server@");
        } catch (IOException | IllegalStateException failed) {
            throw new LifecycleException("Jetty did not start.", failed);
        }
    }

    @Override
    public void stop() throws LifecycleException {
        if (process != null) {
            process.stop();
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        // Packed beside, and moved: the scanner must not see half of it.
        Path packed = container.base().resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(packed.toFile(), true);
        try {
            forget();
            Files.move(packed, deployed(archive));
            await("ServletContextHandler:", ": Started ", contextPath(archive));
            awaitMapping(contextPath(archive));
        } catch (IOException | InterruptedException | IllegalStateException failed) {
            throw new DeploymentException("Jetty did not deploy " + archive.getName() + ".", failed);
        }
        return new ProtocolMetaData().addContext(new HTTPContext("127.0.0.1", container.port()));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            forget();
            Files.delete(deployed(archive));
            await("ServletContextHandler:", ": Stopped ", contextPath(archive));
        } catch (IOException | IllegalStateException failed) {
            throw new DeploymentException("Jetty did not undeploy " + archive.getName() + ".", failed);
        }
    }

    private void forget() {
        if (process != null) {
            process.forget();
        }
    }

    private Path deployed(Archive<?> archive) {
        return container.base().resolve("webapps").resolve(archive.getName());
    }

    private static String contextPath(Archive<?> archive) {
        return "/" + archive.getName().replaceFirst("\\.war$", "");
    }

    /** The application has started before its context is mapped: until then, Jetty does not redirect to its root. */
    private void awaitMapping(String contextPath) throws IOException, InterruptedException {
        URI root = URI.create("http://127.0.0.1:" + container.port() + contextPath);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (CLIENT.send(HttpRequest.newBuilder(root).build(), BodyHandlers.discarding())
                        .statusCode()
                == HttpURLConnection.HTTP_NOT_FOUND) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(contextPath + " has started, but is not found.");
            }
        }
    }

    /** Its scanner looks every second. */
    private void await(String by, String awaited, String contextPath) {
        if (process == null) {
            throw new IllegalStateException("Jetty is not running.");
        }
        process.await(by, awaited, "," + contextPath + ",");
    }
}
