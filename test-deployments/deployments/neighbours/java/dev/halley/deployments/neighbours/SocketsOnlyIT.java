package dev.halley.deployments.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import dev.halley.testing.RawHttp;
import jakarta.json.JsonString;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** An application that allows WebSocket alone. */
@ArquillianTest
@RunAsClient
class SocketsOnlyIT {

    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <servlet>
                <servlet-name>sockets</servlet-name>
                <servlet-class>dev.halley.transport.http.BayeuxServlet</servlet-class>
                <init-param>
                  <param-name>allowedTransports</param-name>
                  <param-value>websocket</param-value>
                </init-param>
                <load-on-startup>1</load-on-startup>
                <async-supported>true</async-supported>
              </servlet>
            </web-app>
            """;

    @Deployment(testable = false)
    static WebArchive sockets() {
        return LibraryWar.withoutCdi("sockets.war").setWebXML(new StringAsset(WEB_XML));
    }

    @Test
    void clientsConnectOverWebSocket() {
        try (Conversation ann = Way.WEBSOCKET.to("/sockets")) {
            assertThat(ann.handshake().getJsonArray("supportedConnectionTypes").getValuesAs(JsonString::getString))
                    .containsExactly("websocket");
        }
    }

    @Test
    void requestsOverHttpAreTurnedAwayWithASentence() {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            http.post("/sockets/cometd", "[{\"channel\":\"/meta/handshake\"}]");
            RawHttp.Response answer = http.read();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("this server takes no messages over HTTP");
        }
    }
}
