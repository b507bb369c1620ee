package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.OwnBayeuxServlet;
import dev.halley.testing.RawWebSocket;
import dev.halley.transport.http.BayeuxServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application with Halley as a library, and what its own web.xml says of the servlet. */
class EntranceOfApplicationTest {

    private static final String SETTING =
            "<init-param><param-name>timeout</param-name><param-value>1234</param-value></init-param>";

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    @Test
    void whoSaysNothingGetsTheUsualPath() throws Exception {
        assertServedOn("/cometd", 20_000, "");
    }

    /** As docs/migration-from-cometd.md shows it. */
    @Test
    void theServletOfTheApplicationGivesItsSettingsWhateverItsName() throws Exception {
        assertServedOn("/cometd", 60_000, """
                <servlet>
                  <servlet-name>cometd</servlet-name>
                  <servlet-class>dev.halley.transport.http.BayeuxServlet</servlet-class>
                  <init-param>
                    <param-name>timeout</param-name>
                    <param-value>60000</param-value>
                  </init-param>
                  <load-on-startup>1</load-on-startup>
                  <async-supported>true</async-supported>
                </servlet>
                <servlet-mapping>
                  <servlet-name>cometd</servlet-name>
                  <url-pattern>/cometd/*</url-pattern>
                </servlet-mapping>
                """);
    }

    /** As docs/deploy/other-containers.md shows it. */
    @Test
    void itMayBeOnAnotherPathAndThenTheUsualOneIsFree() throws Exception {
        layout.asLibrary("""
                <servlet>
                  <servlet-name>halley</servlet-name>
                  <servlet-class>dev.halley.transport.http.BayeuxServlet</servlet-class>
                  <load-on-startup>1</load-on-startup>
                  <async-supported>true</async-supported>
                </servlet>
                <servlet-mapping>
                  <servlet-name>halley</servlet-name>
                  <url-pattern>/live/messages/*</url-pattern>
                </servlet-mapping>
                """);
        try (WebApp app = WebApp.deploy(layout)) {
            assertServed(app, "/live/messages", 20_000);
            assertThat(handshake(app, "/cometd").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void itMayBeOfAClassThatExtendsOurs() throws Exception {
        layout.with(OwnBayeuxServlet.class);
        assertServedOn(
                "/own", 1234, servlet("own", OwnBayeuxServlet.class.getName(), SETTING) + mapping("own", "/own/*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"halley", "cometd"})
    void settingsWithoutAMappingAreOfTheUsualPath(String name) throws Exception {
        assertServedOn("/cometd", 1234, servlet(name, BayeuxServlet.class.getName(), SETTING));
    }

    @Test
    void aMappingAloneMovesTheLibrarysServlet() throws Exception {
        layout.asLibrary(mapping("halley", "/live/*"));
        try (WebApp app = WebApp.deploy(layout)) {
            assertServed(app, "/live", 20_000);
            assertThat(handshake(app, "/cometd").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void aServletOfAnotherClassIsNotOursWhateverItsName() throws Exception {
        layout.asLibrary(
                servlet("cometd", "org.eclipse.jetty.ee11.servlet.DefaultServlet", "") + mapping("cometd", "/files/*"));
        try (WebApp app = WebApp.deploy(layout)) {
            assertServed(app, "/cometd", 20_000);
        }
    }

    @Test
    void twoOfThemFailTheDeploymentBothNamed() {
        layout.asLibrary(servlet("one", BayeuxServlet.class.getName(), "")
                + mapping("one", "/one/*")
                + servlet("other", BayeuxServlet.class.getName(), SETTING)
                + mapping("other", "/other/*")
                + mapping("other", "/another/*"));

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "An application must have exactly one Bayeux servlet, but there are 2: 'one' on [/one/*]"
                                + " and 'other' on [/another/*, /other/*].");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mapping", "setting"})
    void theLibrarysServletCountsBesideAnotherOnceTheApplicationGivesItAMappingOrASetting(String given) {
        String halley = given.equals("mapping")
                ? mapping("halley", "/one/*")
                : servlet("halley", BayeuxServlet.class.getName(), SETTING);
        layout.asLibrary(halley + servlet("cometd", BayeuxServlet.class.getName(), "") + mapping("cometd", "/two/*"));

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("but there are 2: 'cometd' on [/two/*] and 'halley' on ");
    }

    @Test
    void theUsualPathTakenByAnotherServletFailsTheDeployment() {
        layout.asLibrary(
                servlet("mine", "org.eclipse.jetty.ee11.servlet.DefaultServlet", "") + mapping("mine", "/cometd/*"));

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The servlet 'halley' has no mapping, and the default one, /cometd/*, belongs to another"
                                + " servlet: add a mapping in web.xml.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.mortbay.cometd.continuation.ContinuationCometdServlet",
                "org.cometd.server.continuation.ContinuationCometdServlet",
                "org.cometd.server.CometdServlet",
                "org.cometd.server.CometDServlet",
                "org.cometd.java.annotation.AnnotationCometdServlet",
                "org.cometd.annotation.AnnotationCometDServlet",
                "org.cometd.annotation.server.AnnotationCometDServlet",
                "org.cometd.server.http.jakarta.CometDServlet"
            })
    void theServletOfAnEarlierGenerationFailsTheDeploymentAndTheSentenceNamesOurs(String name) {
        layout.asLibrary(servlet("cometd", name, "") + mapping("cometd", "/cometd/*"));

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("The servlet 'cometd' has the class " + name
                        + ", which is not part of this application: use " + BayeuxServlet.class.getName() + ".");
    }

    /** As docs/presence.md and docs/overflow.md show them. */
    @Test
    void itsSettingsAreInForce() throws Exception {
        layout.asLibrary(servlet("halley", BayeuxServlet.class.getName(), """
                <init-param>
                  <param-name>presence</param-name>
                  <param-value>/chat/**, /lobby</param-value>
                </init-param>
                <init-param>
                  <param-name>overflow</param-name>
                  <param-value>/ticks/**=latest, /quotes/*=latest(symbol), /jobs/*=catch-up</param-value>
                </init-param>
                <init-param>
                  <param-name>history</param-name>
                  <param-value>/jobs/*=10000/1h</param-value>
                </init-param>
                """));
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake(WebApp.HANDSHAKE.replace("}", ",\"ext\":{\"history\":true}}"));
            assertThat(subscribed(app, client, "/presence/chat/42")).contains("\"successful\":true");
            assertThat(subscribed(app, client, "/presence/lobby")).contains("\"successful\":true");
            assertThat(subscribed(app, client, "/presence/hall")).contains("403:denied_by_presence:");
            assertThat(subscribed(app, client, "/jobs/1")).contains("\"history\":{\"/jobs/1\":");
            assertThat(subscribed(app, client, "/ticks/1")).doesNotContain("history");
        }
    }

    private void assertServedOn(String path, int timeout, String declarations) throws Exception {
        layout.asLibrary(declarations);
        try (WebApp app = WebApp.deploy(layout)) {
            assertServed(app, path, timeout);
        }
    }

    private static void assertServed(WebApp app, String path, int timeout) throws Exception {
        assertThat(handshake(app, path).body())
                .contains("\"successful\":true", "\"timeout\":" + timeout, "\"websocket\"");
        try (RawWebSocket socket = RawWebSocket.open(app.address("ws", path), Map.of())) {
            assertThat(socket.status()).isEqualTo(101);
        }
    }

    private static String subscribed(WebApp app, WebApp.Client client, String channel) throws Exception {
        String subscribe = "[{\"channel\":\"/meta/subscribe\",\"clientId\":\"" + client.id() + "\",\"subscription\":\""
                + channel + "\"}]";
        return app.post(subscribe, client.cookie()).body();
    }

    private static HttpResponse<String> handshake(WebApp app, String path) throws Exception {
        URI address = app.address("http", path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(WebApp.HANDSHAKE))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static String servlet(String name, String type, String initParams) {
        return "<servlet><servlet-name>" + name + "</servlet-name><servlet-class>" + type + "</servlet-class>"
                + initParams + "<async-supported>true</async-supported></servlet>";
    }

    private static String mapping(String name, String pattern) {
        return "<servlet-mapping><servlet-name>" + name + "</servlet-name><url-pattern>" + pattern
                + "</url-pattern></servlet-mapping>";
    }
}
