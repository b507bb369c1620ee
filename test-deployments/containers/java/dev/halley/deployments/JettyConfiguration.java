package dev.halley.deployments;

import org.jboss.arquillian.container.spi.ConfigurationException;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;

/**
 * What arquillian.xml says of a Jetty.
 *
 * <p>Thread-safety: confined to the thread that starts Arquillian.
 */
public final class JettyConfiguration implements ContainerConfiguration {

    private String jvmArguments = "";

    public String getJvmArguments() {
        return jvmArguments;
    }

    /** @param jvmArguments separated by spaces */
    public void setJvmArguments(String jvmArguments) {
        this.jvmArguments = jvmArguments;
    }

    @Override
    public void validate() throws ConfigurationException {
        if (!jvmArguments.isBlank() && !jvmArguments.startsWith("-")) {
            throw new ConfigurationException("jvmArguments have to begin with a hyphen: " + jvmArguments);
        }
    }
}
