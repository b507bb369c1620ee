package dev.halley.deployments;

import dev.halley.testing.FreePorts;
import dev.halley.testing.ShortJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Makes a container ready before Arquillian reads its arquillian.xml: free ports, and a folder of its own for what is
 * deployed and logged.
 *
 * <p>Thread-safety: confined to the thread that starts Arquillian.
 */
public final class ContainerExtension implements LoadableExtension {

    @Override
    public void register(ExtensionBuilder builder) {
        Container container = Container.current();
        usePorts(
                Container.PORT,
                Container.MANAGEMENT_PORT,
                Container.SPARE_PORT,
                Container.JMX_PORT,
                Container.ENGINE_PORT);
        layOut(container);
        System.setProperty(Container.HOME, container.home().toString());
        System.setProperty(Container.BASE, container.base().toString());
        System.setProperty(Container.JAVA, container.java().toString());
        System.setProperty(Container.JVM, ShortJvm.options());
        // Its log is in a file.
        System.setProperty("org.apache.tomcat.writeconsole", "false");
        builder.observer(GoneContainer.class);
        if (container.isProcess()) {
            builder.service(DeployableContainer.class, ProcessContainer.class);
        }
    }

    private static void usePorts(String... properties) {
        int[] ports = FreePorts.some(properties.length);
        for (int i = 0; i < ports.length; i++) {
            System.setProperty(properties[i], Integer.toString(ports[i]));
        }
    }

    /** What the distribution has, and over it what the container's folder has. */
    private static void layOut(Container container) {
        Path base = container.base();
        delete(base);
        for (String entry : container.properties().getProperty("copy", "").split(",")) {
            String[] way = entry.trim().split(">");
            if (way.length == 2) {
                copy(container.home().resolve(way[0]), base.resolve(way[1]));
            }
        }
        copy(container.folder().resolve("base"), base);
        for (String folder : container.properties().getProperty("folders", "").split(",")) {
            create(base.resolve(folder.trim()));
        }
        edit(container);
    }

    /** Replaces texts in a file of the distribution, such as its ports: each {@code edit.*} has what is there and what shall be. */
    private static void edit(Container container) {
        if (container.text("edit").isEmpty()) {
            return;
        }
        Path file = container.base().resolve(container.text("edit"));
        try {
            String text = Files.readString(file);
            for (String key : container.properties().stringPropertyNames()) {
                if (key.startsWith("edit.")) {
                    String[] both = container.text(key).split(" ->", 2);
                    if (!text.contains(both[0])) {
                        throw new IllegalStateException(file + " does not contain " + both[0]);
                    }
                    text = text.replace(both[0], both[1].strip());
                }
            }
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void create(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.deleteIfExists(copy);
                    Files.copy(file, copy);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
