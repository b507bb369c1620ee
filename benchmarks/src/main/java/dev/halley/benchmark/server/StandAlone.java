package dev.halley.benchmark.server;

import dev.halley.deployments.layout.ContainerFiles;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A container of {@code test-deployments/containers}, with one application. {@code benchmarks/containers} has what is different
 * here: how it is started without Arquillian, and what no load could do without.
 *
 * <p>Thread-safety: immutable; the properties are not changed.
 */
public final class StandAlone {

    /** Where the application is, the same on each container. */
    public static final String CONTEXT = "/load";

    private static final Path CONTAINERS = Path.of("test-deployments", "containers");
    private static final Path OWN = Path.of("benchmarks", "containers");

    /** Where {@code benchmarks/run} unpacks distributions. */
    private static final Path SERVERS = Path.of("target", "servers");

    private final String name;
    private final Properties properties;

    private StandAlone(String name, Properties properties) {
        this.name = name;
        this.properties = properties;
    }

    /**
     * @param name of its folder
     * @throws IllegalArgumentException if there is no such container here
     */
    public static StandAlone named(String name) throws IOException {
        Path own = OWN.resolve(name + ".properties");
        if (!Files.exists(own)) {
            throw new IllegalArgumentException("There is no container \"" + name + "\" in " + OWN + ".");
        }
        Properties properties = new Properties();
        for (Path file : List.of(CONTAINERS.resolve(name).resolve("container.properties"), own)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        return new StandAlone(name, properties);
    }

    /** @return name and version of the product */
    public String title() {
        return properties.getProperty("title") + " " + properties.getProperty("version");
    }

    /**
     * Starts it in a process of its own, on a free port.
     *
     * @param kind what the process is called
     * @param core as {@link ServerProcess#start} has it
     * @param java the command that runs Java, with options
     * @param war the application
     * @param ready a path of the application that is found once it is deployed
     * @throws IOException if it does not start
     */
    public ServerProcess start(String kind, String core, List<String> java, Path war, String ready) throws IOException {
        int port = freePort();
        ContainerFiles files = files(kind, port);
        if (!Files.exists(files.home())) {
            throw new IOException("There is no " + files.home() + ": benchmarks/run unpacks it.");
        }
        files.layOut(CONTAINERS.resolve(name).resolve("base"));
        Files.copy(war, files.base().resolve(files.text("applications")).resolve(CONTEXT.substring(1) + ".war"));
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(files.text("command").split("\\s+")));
        URI found = URI.create("http://127.0.0.1:" + port + CONTEXT + ready);
        return ServerProcess.start(kind, core, command, found, files.base().resolve("output.log"));
    }

    private ContainerFiles files(String kind, int port) {
        Path home = SERVERS.resolve(properties.getProperty("home").formatted(properties.getProperty("version")));
        // By a name without the path of a WAR; the port tells two of them apart.
        String folder = kind.replaceAll("\\W+", "-") + "-" + port;
        return new ContainerFiles(
                properties,
                home.toAbsolutePath(),
                Path.of("benchmarks", "target", "containers", folder).toAbsolutePath(),
                Map.of("port", Integer.toString(port)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
