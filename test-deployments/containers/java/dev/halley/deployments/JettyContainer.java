package dev.halley.deployments;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * container's folder. It deploys by putting the file into Jetty's folder and telling its scanner to look.
 *
 * <p>Thread-safety: confined to the thread that runs the tests.
 */
public final class JettyContainer implements DeployableContainer<JettyConfiguration> {

    private static final String SCANNER = "org.eclipse.jetty.deploy:type=deploymentscanner,*";

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
                "jetty.http.port=" + container.port()));
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
            Files.move(packed, deployed(archive));
            scan("ServletContextHandler:", ": Started ", contextPath(archive));
        } catch (IOException | IllegalStateException failed) {
            throw new DeploymentException("Jetty did not deploy " + archive.getName() + ".", failed);
        }
        return new ProtocolMetaData().addContext(new HTTPContext("127.0.0.1", container.port()));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        try {
            Files.delete(deployed(archive));
            scan("ServletContextHandler:", ": Stopped ", contextPath(archive));
        } catch (IOException | IllegalStateException failed) {
            throw new DeploymentException("Jetty did not undeploy " + archive.getName() + ".", failed);
        }
    }

    private Path deployed(Archive<?> archive) {
        return container.base().resolve("webapps").resolve(archive.getName());
    }

    private static String contextPath(Archive<?> archive) {
        return "/" + archive.getName().replaceFirst("\\.war$", "");
    }

    private void scan(String by, String awaited, String contextPath) {
        if (process == null) {
            throw new IllegalStateException("Jetty is not running.");
        }
        process.forget();
        try (ServerJvm jvm = ServerJvm.connect()) {
            // The first look finds a file, the second one that it is whole.
            jvm.call(SCANNER, "scan");
            jvm.call(SCANNER, "scan");
        }
        process.await(by, awaited, "," + contextPath + ",");
    }
}
