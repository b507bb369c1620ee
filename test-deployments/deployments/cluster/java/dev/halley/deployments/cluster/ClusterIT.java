package dev.halley.deployments.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.Remains;
import dev.halley.deployments.SelfRunningWar;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.Way;
import dev.halley.deployments.WholeFile;
import dev.halley.deployments.cluster.app.SystemProperties;
import dev.halley.testing.Conversation;
import dev.halley.testing.FreePorts;
import dev.halley.testing.RawHttp;
import dev.halley.testing.WebSocketTestClient;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code halley.war} in the container as one node of a cluster, and running by itself as the other one. */
@ArquillianTest
@RunAsClient
class ClusterIT {

    private static final String CONTEXT = "/halley";
    private static final String WAR = "halley";
    private static final String SETTINGS = "settings";
    private static final String UP = "{\"status\":\"UP\"}";
    /** In the order of their age, which is not known where they have begun apart and merged. */
    private static final Pattern LINKED =
            Pattern.compile("Linked nodes of the cluster: (other, contained|contained, other)$");

    private static final Pattern ALONE = Pattern.compile("Linked nodes of the cluster: other$");
    private static final Duration GENEROUS = Duration.ofSeconds(60);

    /** Of the links: the container's node, the other one; and that on which the other one serves. */
    private static final int[] PORTS = FreePorts.some(3);

    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = WAR, managed = false, testable = false)
    static WebArchive halley() {
        return WholeFile.of(Container.war(), "halley.war");
    }

    /** Settings of the container's node, as system properties of its JVM. */
    @Deployment(name = SETTINGS, managed = false, testable = false)
    static WebArchive settings() {
        String params = settingsOf("contained", PORTS[0]).entrySet().stream()
                .map(setting ->
                        "<context-param><param-name>halley.%s</param-name><param-value>%s</param-value></context-param>"
                                .formatted(setting.getKey(), setting.getValue()))
                .collect(Collectors.joining());
        return ShrinkWrap.create(WebArchive.class, "settings.war")
                .addClass(SystemProperties.class)
                .setWebXML(new StringAsset("""
                        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                          %s
                          <listener><listener-class>%s</listener-class></listener>
                        </web-app>
                        """.formatted(params, SystemProperties.class.getName())));
    }

    private static Map<String, String> settingsOf(String node, int port) {
        return new TreeMap<>(Map.of(
                "cluster.name",
                "containers",
                "cluster.node",
                node,
                "cluster.bind",
                "127.0.0.1:" + port,
                "cluster.members",
                "127.0.0.1:" + PORTS[0] + ",127.0.0.1:" + PORTS[1],
                "cluster.expected",
                "2",
                // Nobody waits here until clients have gone.
                "drainTime",
                "0"));
    }

    @BeforeEach
    void setProperties() {
        deployer.deploy(SETTINGS);
    }

    @AfterEach
    void clearProperties() {
        deployer.undeploy(SETTINGS);
    }

    @Test
    void messagesCrossBetweenTheContainersNodeAndAnotherAndUndeployingItLeavesTheClusterAndNothingBehind() {
        try (ServerJvm jvm = ServerJvm.connect();
                SelfRunningWar other = SelfRunningWar.start(PORTS[2], settingsOf("other", PORTS[1]))) {
            assertThat(health(other.port(), "/health/live")).isEqualTo(UP);
            assertThatTheContainersOwnEngineRuns(jvm);
            for (int i = 0; i < deployments(); i++) {
                deployUseAndUndeploy(other);
            }
            assertThat(jvm.halleys()).isEmpty();
            assertThat(Remains.threads(jvm)).isEmpty();
            assertThat(Remains.classLoaders(jvm))
                    .isLessThanOrEqualTo(Container.current().keptByContainer());
            assertThat(health(other.port(), "/health/ready")).contains("linked with 1 of 2 nodes");
            assertThat(health(other.port(), "/health/live")).isEqualTo(UP);
        }
    }

    private static void assertThatTheContainersOwnEngineRuns(ServerJvm jvm) {
        String threads = Container.current().engineThreads();
        if (!threads.isEmpty()) {
            assertThat(jvm.threads(threads)).isNotEmpty();
        }
    }

    /** Tomcat itself keeps nothing of an application, so there each class loader that is left is ours. */
    private static int deployments() {
        return Container.current().name().equals("tomcat-11") ? 10 : 1;
    }

    private void deployUseAndUndeploy(SelfRunningWar other) {
        deployer.deploy(WAR);
        other.await(LINKED);
        int port = Container.current().port();
        awaitReady(port, CONTEXT + "/health/ready");
        awaitReady(other.port(), "/health/ready");
        assertThat(health(port, CONTEXT + "/health/live")).isEqualTo(UP);
        try (Conversation here = Way.WEBSOCKET.shakenHands(CONTEXT);
                Conversation polling = Way.LONG_POLLING.shakenHands(CONTEXT);
                Conversation there = new Conversation(WebSocketTestClient.open(other.port(), "/cometd", Map.of()))
                        .keepConnecting()) {
            there.handshake();
            for (Conversation client : new Conversation[] {here, polling, there}) {
                client.subscribe("/between/nodes");
                client.connect("");
            }
            there.publish("/between/nodes", "\"from there\"");
            for (Conversation client : new Conversation[] {here, polling, there}) {
                assertThat(client.event().getString("data")).isEqualTo("from there");
            }
            here.publish("/between/nodes", "\"from here\"");
            for (Conversation client : new Conversation[] {here, polling, there}) {
                assertThat(client.event().getString("data")).isEqualTo("from here");
            }
            deployer.undeploy(WAR);
            other.await(ALONE);
        }
    }

    /** A node is ready when it has the state of the others, which is soon after it has started. */
    private static void awaitReady(int port, String path) {
        long start = System.nanoTime();
        String answer = health(port, path);
        while (!answer.equals(UP)) {
            assertThat(System.nanoTime() - start).as(answer).isLessThan(GENEROUS.toNanos());
            answer = health(port, path);
        }
    }

    private static String health(int port, String path) {
        try (RawHttp http = RawHttp.connect(port)) {
            return http.bare("GET", path, "Connection: close").read().body();
        }
    }
}
