package dev.halley.deployments.empty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.WholeFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
 * Measures how much longer it takes to deploy the WAR than an empty application. The time that passes is for the reader of
 * {@code target/containers.md}: how busy the machine is decides it, so it fails nothing. The CPU time has a bound.
 */
@ArquillianTest
@RunAsClient
class StartUpIT {

    private static final String WAR = "halley";
    private static final String EMPTY = "empty";

    /** Two quiet processors take 2 s with up to 3.2 s of CPU time, the JVM's compiler included; a busy machine takes more of it. */
    private static final long MOST_CPU_MILLIS = 10_000;

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
    void theTimeToDeployIsMeasuredAndItsCpuTimeBounded() throws Exception {
        Times without = deploy(EMPTY, 0);
        Times with = deploy(WAR, 1);
        Properties times = new Properties();
        times.setProperty("wall", Long.toString(with.wall - without.wall));
        times.setProperty("cpu", Long.toString(with.cpu - without.cpu));
        Path file = Container.current().startUpTimes();
        Files.createDirectories(file.getParent());
        try (var out = Files.newBufferedWriter(file)) {
            times.store(out, "Milliseconds to deploy the WAR, without those for an empty application");
        }
        assertThat(with.cpu - without.cpu).isLessThan(MOST_CPU_MILLIS);
    }

    /** Milliseconds that passed, and that the container's JVM used of all processors. */
    private record Times(long wall, long cpu) {}

    private Times deploy(String deployment, int servers) {
        try (ServerJvm jvm = ServerJvm.connect()) {
            long cpu = jvm.cpuMillis();
            long start = System.nanoTime();
            deployer.deploy(deployment);
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            Times times = new Times(time.toMillis(), jvm.cpuMillis() - cpu);
            assertThat(jvm.halleys()).hasSize(servers);
            deployer.undeploy(deployment);
            return times;
        }
    }
}
