package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.WholeFile;
import dev.halley.testing.Rush;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Clients that come all at once to an application that has just been deployed. */
@ArquillianTest
@RunAsClient
@EnabledIfSystemProperty(named = "halley.test.soak", matches = "true")
class FirstRushSoakIT {

    private static final int EACH = 500;

    @Deployment(testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    @Test
    void everyClientOfTheFirstRushIsServed() {
        try (Rush rush = new Rush(Container.current().port(), "/halley/cometd", EACH)) {
            assertThat(rush.run()).isEmpty();
        }
    }
}
