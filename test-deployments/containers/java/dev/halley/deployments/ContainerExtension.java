package dev.halley.deployments;

import dev.halley.testing.FreePorts;
import dev.halley.testing.ShortJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static void layOut(Container container) {
        try {
            container.files().layOut(container.folder().resolve("base"));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
