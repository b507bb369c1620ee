package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.ServerLog;
import dev.halley.deployments.WholeFile;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The container's process is told to end by SIGTERM, as service managers and Kubernetes do, while clients are there. The last
 * test on its container, which is gone afterwards.
 */
@ArquillianTest
@RunAsClient
@Order(Integer.MAX_VALUE)
class TerminationIT {

    private static final String WAR = "halley";

    /** What Kubernetes waits for by default is 30 s; the machine may be busy. */
    private static final long GENEROUS_SECONDS = 120;

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = WAR, managed = false, testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    @Test
    void theProcessReleasesItsClientsAndEndsWithoutAnAlarmInItsLog() throws Exception {
        deployer.deploy(WAR);
        try (HeldConnects held = hold()) {
            ServerLog log = ServerLog.fromNow(Container.current());
            ProcessHandle process = ServerJvm.process();
            process.destroy();

            Container container = Container.current();
            held.assertReleased(container.answersPollsWhenItEnds(), container.closesSocketsWhenItEnds());
            process.onExit().get(GENEROUS_SECONDS, TimeUnit.SECONDS);
            assertThat(log.alarms()).isEmpty();
        }
    }

    /** Nobody looks into the container any more when it is to end. */
    private static HeldConnects hold() {
        try (ServerJvm jvm = ServerJvm.connect()) {
            return HeldConnects.of(jvm);
        }
    }
}
