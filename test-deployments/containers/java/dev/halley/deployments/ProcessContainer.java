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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
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
 * A stand-alone container for which Arquillian has no adapter: a process that deploys what is put into a folder, and says in its
 * output what it has done. How it is started, which folder, and what it says is in its {@code container.properties}.
 *
 * <p>Thread-safety: confined to the thread that runs the tests.
 */
public final class ProcessContainer implements DeployableContainer<ProcessContainer.Settings> {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final Container container = Container.current();
    private @Nullable ServerProcess process;

    /**
     * What arquillian.xml says of it: nothing.
     *
     * <p>Thread-safety: immutable.
     */
    public static final class Settings implements ContainerConfiguration {

        @Override
        public void validate() {
            // There is nothing that could be wrong.
        }
    }

    @Override
    public Class<Settings> getConfigurationClass() {
        return Settings.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Servlet 6.0");
    }

    @Override
    public void start() throws LifecycleException {
        List<String> command = new ArrayList<>();
        command.add(container.java().resolve("bin").resolve("java").toString());
        command.addAll(List.of(System.getProperty(Container.JVM).split(" ")));
        command.addAll(List.of(container.text("command").split("\\s+")));
        Map<String, String> environment = new LinkedHashMap<>();
        for (String variable : container.text("environment").split("\\s+")) {
            String[] both = variable.split("=", 2);
            if (both.length == 2) {
                environment.put(both[0], both[1]);
            }
        }
        try {
            Files.createDirectories(applications());
            process = ServerProcess.start(command, environment, container.base().resolve("output.log"));
            await("ready", "");
        } catch (IOException | IllegalStateException failed) {
            throw new LifecycleException(container.name() + " did not start.", failed);
        }
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop();
        }
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        // Packed beside, and moved: the container must not see half of it.
        Path packed = container.base().resolve(archive.getName());
        archive.as(ZipExporter.class).exportTo(packed.toFile(), true);
        try {
            running().forget();
            Files.move(packed, applications().resolve(archive.getName()));
            await("deployed", name(archive));
            if (Boolean.parseBoolean(container.text("mapsLate"))) {
                awaitMapping("/" + name(archive));
            }
        } catch (IOException | InterruptedException | IllegalStateException failed) {
            applications().resolve(archive.getName()).toFile().delete();
            throw new DeploymentException(container.name() + " did not deploy " + archive.getName() + ".", failed);
        }
        return new ProtocolMetaData().addContext(new HTTPContext("127.0.0.1", container.port()));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            running().forget();
            // If it could not be deployed, it is not there.
            if (Files.deleteIfExists(applications().resolve(archive.getName()))) {
                await("undeployed", name(archive));
            }
        } catch (IOException | IllegalStateException failed) {
            throw new DeploymentException(container.name() + " did not undeploy " + archive.getName() + ".", failed);
        }
    }

    private Path applications() {
        return container.base().resolve(container.text("applications"));
    }

    private static String name(Archive<?> archive) {
        return archive.getName().replaceFirst("\\.war$", "");
    }

    /** The application has started before its context is mapped: until then, the container does not redirect to its root. */
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

    private void await(String saying, String application) {
        running().await(pattern(saying, application), pattern("failed", application));
    }

    private Pattern pattern(String key, String application) {
        return Pattern.compile(container.text(key).replace("{name}", application));
    }

    private ServerProcess running() {
        if (process == null) {
            throw new IllegalStateException(container.name() + " is not running.");
        }
        return process;
    }
}
