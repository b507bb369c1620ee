package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.Remains;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.Way;
import dev.halley.deployments.WholeFile;
import dev.halley.testing.Conversation;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The WAR is stopped while clients are there, and deployed again and again in the same container. */
@ArquillianTest
@RunAsClient
class LifecycleIT {

    private static final String CONTEXT = "/halley";
    private static final String WAR = "halley";

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = WAR, managed = false, testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    @Test
    void deployedAgainAndAgainItReleasesClientsAndLeavesNoClassNoThreadAndNoSessionBehind() throws Exception {
        int times = Math.max(Integer.getInteger("halley.test.redeploys", 3), moreThanMayBeKept());
        try (ServerJvm jvm = ServerJvm.connect()) {
            for (int i = 0; i < times; i++) {
                deployer.deploy(WAR);
                // Whoever keeps a connection keeps its buffers, not the application.
                try (HeldConnects held = HeldConnects.of(jvm)) {
                    List<Conversation> others =
                            Stream.of(Way.values()).map(LifecycleIT::used).toList();
                    deployer.undeploy(WAR);

                    held.assertReleased();
                    others.forEach(Conversation::close);
                }
            }
            assertThat(jvm.halleys()).isEmpty();
            assertThat(Remains.threads(jvm)).isEmpty();
            assertThat(Remains.classLoaders(jvm))
                    .isLessThanOrEqualTo(Container.current().keptByContainer());
        }
    }

    private static int moreThanMayBeKept() {
        int kept = Container.current().keptByContainer();
        return kept == Integer.MAX_VALUE ? 0 : kept + 1;
    }

    private static Conversation used(Way way) {
        Conversation client = way.shakenHands(CONTEXT);
        client.subscribe("/chat/demo");
        client.connect("");
        client.publish("/chat/demo", "{\"user\":\"ann\",\"join\":true}");
        client.event();
        return client;
    }
}
