package dev.halley.deployments.slow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.ServerJvm;
import dev.halley.deployments.slow.app.Flood;
import dev.halley.testing.RawHttp;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** A client that asks for much and takes none of it is given up after 'sendTimeout', whatever the container does by itself. */
@ArquillianTest
@RunAsClient
class SlowClientIT {

    private static final String CONTEXT = "/slow";
    private static final String ENDPOINT = CONTEXT + "/cometd";
    private static final String HANDSHAKE = "{\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
            + "\"supportedConnectionTypes\":[\"long-polling\"]}";

    @Deployment(testable = false)
    static WebArchive slow() {
        return LibraryWar.withoutCdi("slow.war")
                .addPackage("dev.halley.deployments.slow.app")
                .setWebXML(Path.of("test-deployments", "deployments", "slow", "webapp", "WEB-INF", "web.xml")
                        .toFile());
    }

    /** Shakes hands on the connection, and asks there for more than its buffers hold. */
    private static void askForMuch(RawHttp client) {
        RawHttp.Response handshake = client.post(ENDPOINT, HANDSHAKE).read();
        String id = handshake.body().replaceAll(".*\"clientId\":\"([^\"]+)\".*", "$1");
        String cookie = String.valueOf(handshake.header("Set-Cookie")).split(";")[0];
        client.post(
                ENDPOINT,
                "{\"channel\":\"/service/flood\",\"clientId\":\"" + id + "\",\"data\":1}",
                "Cookie: " + cookie);
    }

    @Test
    void clientThatReadsNothingLosesItsConnectionAndNothingOfItIsKept() {
        try (ServerJvm jvm = ServerJvm.connect();
                RawHttp client = RawHttp.connect(Container.current().port(), 4_096)) {
            askForMuch(client);
            jvm.awaitAtLeast(CONTEXT, "TransportFailures", 1);
            assertThat(jvm.number(CONTEXT, "Connections")).isZero();
            client.awaitEnd();
        }
    }

    @Test
    void clientThatReadsGetsAllAndGoesOnOverItsConnection() {
        try (RawHttp client = RawHttp.connect(Container.current().port(), 4_096)) {
            for (int i = 0; i < 2; i++) {
                askForMuch(client);
                assertThat(client.read().body()).hasSizeGreaterThan(Flood.SIZE).endsWith("]");
            }
        }
    }
}
