package dev.halley.deployments.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.deployments.Container;
import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawWebSocket;
import jakarta.json.JsonObject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Halley needs of a container: injection, early calls, settings, authentication, roles, HTTP sessions, transactions. */
@ArquillianTest
@RunAsClient
class ProbeIT {

    private static final String CONTEXT = "/probe";
    private static final Path WEB_INF = Path.of("test-deployments/deployments/probe/webapp/WEB-INF");
    private static final String TOO_EARLY = "The Bayeux server of this application .*ServerStarted, or later\\.";
    private static final Map<String, String> ANN = credentials("ann");
    private static final Map<String, String> BOB = credentials("bob");

    @Deployment(testable = false)
    static WebArchive probe() {
        return LibraryWar.named("probe.war")
                .addPackage("dev.halley.deployments.probe.app")
                .setWebXML(WEB_INF.resolve("web.xml").toFile())
                .addAsWebInfResource(WEB_INF.resolve("beans.xml").toFile())
                .addAsWebInfResource(WEB_INF.resolve("ejb-jar.xml").toFile());
    }

    @Test
    void containerAndJdkAreTheOnesThatTheTableNames() {
        assertThat(get("/server")).contains(Container.current().version());
        assertThat(get("/java")).isEqualTo(Container.current().javaVersion());
    }

    @Test
    void noApiOfTheApplicationWinsOverTheContainers() {
        List<String> apis = new ArrayList<>(List.of(
                "jakarta.servlet.Servlet", "jakarta.websocket.Session", "jakarta.websocket.server.ServerContainer"));
        if (Container.current().hasCdi()) {
            apis.addAll(List.of("jakarta.enterprise.inject.spi.CDI", "jakarta.inject.Inject"));
        }
        assertThat(apis)
                .allSatisfy(api -> assertThat(get("/origin?value=" + api)).doesNotContain("probe"));
    }

    @Test
    void servletListenerAndEndpointAreInjected() {
        assertThat(get("/channels")).as("servlet").isEqualTo("true");
        assertThat(get("/listener")).as("listener of the context's attributes").isEqualTo("true");
        try (RawWebSocket socket = RawWebSocket.open(webSocket("/counter"))) {
            assertThat(socket.text("there").receiveText()).isEqualTo("there: true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"observer", "listener"})
    void whoHearsOfTheServletContextUsesTheServerOrIsToldWhenToDoIt(String caller) {
        String came = get("/early?value=" + caller);
        if (Container.current().letsContextsObserversStartTheServer()) {
            assertThat(came).isEqualTo("served");
        }
        assertThat(came).matches("served|" + TOO_EARLY);
        assertThat(get("/there?value=/early/" + caller)).isEqualTo(String.valueOf(came.equals("served")));
    }

    @Test
    void aSingletonThatIsMadeAtTheStartWaitsForServerStarted() {
        assumeTrue(Container.current().hasEnterpriseBeans(), "The container has no Enterprise Beans.");
        assertThat(get("/there?value=/early/started")).isEqualTo("true");
        assertThat(get("/early?value=singleton")).as("when it was made").matches("served|" + TOO_EARLY);
    }

    @Test
    void theContainerOffersNoBeanThatTheServerWouldTakeForTheApplicationsJsonb() {
        assertThat(get("/jsonb")).isEqualTo("[]");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "STREAMING")
    void settingsOfTheApplicationsWebXmlCount(Way way) {
        try (Conversation ann = way.to(CONTEXT, ANN)) {
            assertThat(ann.handshake().getJsonObject("advice").getInt("timeout"))
                    .isEqualTo(1500);
            ann.reply(ann.connect(""));
            // Held, until that time is up.
            assertThat(ann.reply(ann.connect("")).getBoolean("successful")).isTrue();
        }
    }

    @Test
    void whoIsNotLoggedInGetsNoFurther() {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            assertThat(http.post(CONTEXT + "/cometd", "[]").read().status()).isEqualTo(401);
        }
        try (RawWebSocket socket = RawWebSocket.open(webSocket("/cometd"))) {
            assertThat(socket.status()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyAsksForTheContainersRoles(Way way) {
        try (Conversation ann = way.shakenHands(CONTEXT, ANN);
                Conversation bob = way.shakenHands(CONTEXT, BOB)) {
            assertThat(ann.publish("/editors/news", "1").getBoolean("successful"))
                    .isTrue();
            assertThat(bob.publish("/editors/news", "1").getString("error")).contains("editors_only");
            assertThat(bob.publish("/readers/news", "1").getBoolean("successful"))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceKnowsUserRoleAndHttpSession(Way way) {
        String cookie = cookieOfSessionWith("apples-" + way);
        Map<String, String> headers = Map.of("Authorization", ANN.get("Authorization"), "Cookie", cookie);
        try (Conversation ann = way.shakenHands(CONTEXT, headers)) {
            ann.connect("");
            ann.send("/service/whoami", ",\"data\":{}");
            JsonObject known = ann.event().getJsonObject("data");
            assertThat(known.getString("user")).isEqualTo("ann");
            assertThat(known.getString("editor")).isEqualTo("true");
            assertThat(known.getString("basket")).isEqualTo("apples-" + way);
            assertThat(known.getString("transport")).isEqualTo(ann.client().upstream());
        }
    }

    @Test
    void anObserverAfterTheTransactionPublishesWhatIsCommittedAndNothingElse() {
        assumeTrue(Container.current().hasTransactions(), "The container has no transactions.");
        try (Conversation ann = Way.WEBSOCKET.shakenHands(CONTEXT, ANN)) {
            ann.subscribe("/bookings");
            get("/rollback?value=never");
            get("/commit?value=flight");
            assertThat(ann.event().getJsonObject("data").getString("what")).isEqualTo("flight");
        }
    }

    @Test
    void whatIsPublishedAfterTheTransactionIsPublishedOnceHoweverOftenItIsRepeated() {
        assumeTrue(Container.current().hasTransactions(), "The container has no transactions.");
        try (Conversation ann = Way.WEBSOCKET.shakenHands(CONTEXT, ANN)) {
            ann.subscribe("/payments");
            get("/pay/rollback?value=0");
            get("/pay?value=1");
            get("/pay?value=1");
            get("/pay?value=2");
            assertThat(List.of(ann.event(), ann.event()))
                    .map(event -> event.getJsonObject("data").getString("id"))
                    .containsExactly("1", "2");
            get("/pay/rollback?value=3");
            get("/pay?value=3");
            assertThat(ann.event().getJsonObject("data").getString("id"))
                    .as("paid at the second attempt")
                    .isEqualTo("3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutTransactionTheObserverPublishesAtOnce(Way way) {
        try (Conversation ann = way.shakenHands(CONTEXT, ANN)) {
            ann.subscribe("/bookings");
            ann.connect("");
            get("/book?value=hotel");
            assertThat(ann.event().getJsonObject("data").getString("what")).isEqualTo("hotel");
        }
    }

    private static URI webSocket(String path) {
        return URI.create("ws://127.0.0.1:" + Container.current().port() + CONTEXT + path);
    }

    private static String get(String path) {
        return response(path).body();
    }

    private static RawHttp.Response response(String path) {
        try (RawHttp http = RawHttp.connect(Container.current().port())) {
            RawHttp.Response response = http.bare("GET", CONTEXT + "/probe" + path, "Connection: close")
                    .read();
            assertThat(response.status()).as(response.body()).isEqualTo(200);
            return response;
        }
    }

    private static String cookieOfSessionWith(String basket) {
        return String.valueOf(response("/basket?value=" + basket).header("Set-Cookie"))
                .split(";")[0];
    }

    private static Map<String, String> credentials(String user) {
        byte[] text = (user + ":" + user + "-secret").getBytes(StandardCharsets.UTF_8);
        return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(text));
    }
}
