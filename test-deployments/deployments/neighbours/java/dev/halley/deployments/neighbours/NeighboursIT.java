package dev.halley.deployments.neighbours;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.Way;
import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawWebSocket;
import dev.halley.testing.WebSocketTestClient;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One application that polls only, and beside it one whose clients come to {@code /live/messages}. */
@ArquillianTest
@RunAsClient
class NeighboursIT {

    private static final String POLLING = "/polling";
    private static final String PATH = "/elsewhere/live/messages";

    /** What docs/deploy asks of applications where a mapping in web.xml cannot stand without its servlet. */
    private static final String DECLARED = """
              <servlet>
                <servlet-name>halley</servlet-name>
                <servlet-class>dev.halley.transport.http.BayeuxServlet</servlet-class>
                <load-on-startup>1</load-on-startup>
                <async-supported>true</async-supported>
              </servlet>
            """;

    @Deployment(name = "polling", testable = false)
    static WebArchive polling() throws IOException {
        return application("polling");
    }

    @Deployment(name = "elsewhere", testable = false)
    static WebArchive elsewhere() throws IOException {
        return application("elsewhere");
    }

    private static WebArchive application(String name) throws IOException {
        Path folder = Path.of("test-deployments", "deployments", "neighbours", name);
        String webXml = Files.readString(folder.resolve("WEB-INF/web.xml"));
        if (!Container.current().mapsServletsOfFragments()) {
            webXml = webXml.replace("  <servlet-mapping>", DECLARED + "  <servlet-mapping>");
        }
        return LibraryWar.withoutCdi(name + ".war").setWebXML(new StringAsset(webXml));
    }

    @Test
    void aPollingApplicationOffersPollingAndHasNoWebSocket() {
        try (Conversation ann = Way.LONG_POLLING.to(POLLING)) {
            JsonObject handshake = ann.handshake();
            assertThat(handshake.getJsonArray("supportedConnectionTypes").getValuesAs(JsonString::getString))
                    .containsExactly("long-polling", "callback-polling");
        }
        try (RawWebSocket socket = RawWebSocket.open(webSocket(POLLING + "/cometd"))) {
            assertThat(socket.status()).isNotEqualTo(101);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"long-polling", "callback-polling", "websocket"})
    void clientsComeToThePathThatWebXmlNames(String transport) {
        try (Conversation ann = new Conversation(elsewhereBy(transport)).keepConnecting()) {
            ann.handshake();
            ann.subscribe("/news");
            ann.connect("");
            ann.publish("/news", "1");
            assertThat(ann.event().getInt("data")).isEqualTo(1);
        }
    }

    @Test
    void nothingIsOnTheUsualPathThen() {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            http.bare("GET", "/elsewhere/cometd?jsonp=f&message=%5B%5D");
            assertThat(http.read().status()).isEqualTo(404);
        }
    }

    @Test
    void applicationsShareNeitherMessagesNorSessions() {
        try (Conversation here = Way.LONG_POLLING.shakenHands(POLLING);
                Conversation there = new Conversation(elsewhereBy("long-polling")).keepConnecting()) {
            there.handshake();
            here.subscribe("/news");
            there.subscribe("/news");
            here.connect("");
            there.connect("");
            // Were they to share messages, the one that is published first would come first.
            there.publish("/news", "\"there\"");
            here.publish("/news", "\"here\"");
            assertThat(here.event().getString("data")).isEqualTo("here");
            assertThat(there.event().getString("data")).isEqualTo("there");

            there.as(here.clientId());
            assertThat(there.publish("/news", "1").getString("error")).startsWith("402");
        }
    }

    private static BayeuxTestClient elsewhereBy(String transport) {
        int port = Container.current().port();
        return switch (transport) {
            case "websocket" -> WebSocketTestClient.open(port, PATH, Map.of());
            case "long-polling" -> HttpTestClient.longPolling(port).at(PATH);
            default -> HttpTestClient.callbackPolling(port).at(PATH);
        };
    }

    private static URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + Container.current().port() + path);
    }
}
