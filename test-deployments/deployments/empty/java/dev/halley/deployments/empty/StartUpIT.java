package dev.halley.deployments.empty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/**
 * Measures how much longer it takes to deploy the WAR than an empty application. The times are for the reader of
 * {@code target/containers.md}; how busy the machine is decides them, so they fail nothing.
 */
@ArquillianTest
@RunAsClient
class StartUpIT {

    private static final String WAR = "halley";
    private static final String EMPTY = "empty";
    private static final int TIMES = 2;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = WAR, managed = false, testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    @Deployment(name = EMPTY, managed = false, testable = false)
    static WebArchive empty() {
        return ShrinkWrap.create(WebArchive.class, "empty.war")
                .addAsWebResource(new StringAsset("empty"), "index.html");
    }

    @Test
    void theTimeToDeployIsMeasured() throws Exception {
        List<Long> ours = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            long without = timed(EMPTY, 0);
            ours.add(timed(WAR, 1) - without);
        }
        Properties times = new Properties();
        times.setProperty("first", Long.toString(ours.get(0)));
        times.setProperty(
                "later",
                Long.toString(
                        ours.stream().skip(1).mapToLong(Long::longValue).min().orElseThrow()));
        Path file = Container.current().startUpTimes();
        Files.createDirectories(file.getParent());
        try (var out = Files.newBufferedWriter(file)) {
            times.store(out, "Milliseconds to deploy the WAR, without those for an empty application");
        }
    }

    private long timed(String deployment, int servers) {
        long start = System.nanoTime();
        deployer.deploy(deployment);
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        try (ServerJvm jvm = ServerJvm.connect()) {
            assertThat(jvm.halleys()).hasSize(servers);
        }
        deployer.undeploy(deployment);
        return time.toMillis();
    }
}
