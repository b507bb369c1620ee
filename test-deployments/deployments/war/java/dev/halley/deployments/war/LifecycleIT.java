package dev.halley.deployments.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.Remains;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.Way;
import dev.halley.deployments.WholeFile;
import dev.halley.testing.Conversation;
import dev.halley.testing.WebSocketTestClient;
import jakarta.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        int times = Integer.getInteger("halley.test.redeploys", 3);
        try (ServerJvm jvm = ServerJvm.connect()) {
            for (int i = 0; i < times; i++) {
                deployer.deploy(WAR);
                Map<Conversation, String> holding = holding(jvm);
                List<Conversation> others =
                        Stream.of(Way.values()).map(LifecycleIT::used).toList();
                deployer.undeploy(WAR);

                holding.forEach(LifecycleIT::assertReleased);
                // Whoever keeps a connection keeps its buffers, not the application.
                holding.keySet().forEach(Conversation::close);
                others.forEach(Conversation::close);
            }
            assertThat(jvm.halleys()).isEmpty();
            assertThat(Remains.threads(jvm)).isEmpty();
            assertThat(Remains.classLoaders(jvm))
                    .isLessThanOrEqualTo(Container.current().keptByContainer());
        }
    }

    /** @return clients whose connect is held, and the connect's id */
    private static Map<Conversation, String> holding(ServerJvm jvm) throws InterruptedException {
        List<Conversation> clients = Stream.of(Way.values())
                .map(way -> way.to(CONTEXT))
                .peek(Conversation::handshake)
                .peek(client -> client.reply(client.connect("")))
                .toList();
        Map<Conversation, String> holding = new LinkedHashMap<>();
        clients.forEach(client -> holding.put(client, client.connect("")));
        jvm.awaitAtLeast(CONTEXT, "HeldConnects", holding.size());
        return holding;
    }

    private static void assertReleased(Conversation client, String heldConnect) {
        if (client.client() instanceof WebSocketTestClient socket) {
            assertThat(socket.closing().closeCode()).isEqualTo(1001);
        } else {
            JsonObject answer = client.reply(heldConnect);
            assertThat(answer.getJsonObject("advice").getString("reconnect")).isNotEqualTo("none");
        }
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
