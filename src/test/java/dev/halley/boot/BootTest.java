package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.AttributeProbe;
import dev.halley.boot.app.EverybodyMayCome;
import dev.halley.boot.app.InjectedServlet;
import dev.halley.boot.app.InjectedTransport;
import dev.halley.boot.app.LendsThreads;
import dev.halley.boot.app.NobodyMayCome;
import dev.halley.boot.app.SilentTransport;
import dev.halley.demo.DemoListener;
import dev.halley.testing.RawWebSocket;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    @Test
    void theServerStartsWithTheContextAndOffersAllTransports() throws Exception {
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body())
                    .contains("\"successful\":true")
                    .contains(
                            "\"supportedConnectionTypes\":[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]");
        }
    }

    @Test
    void anAttributeListenerSeesTheServerAddedOnceItWorksAndRemovedOnceItHasStopped() throws Exception {
        layout.listener(AttributeProbe.class)
                .initParam("bayeuxServerContextAttributeName", "org.cometd.bayeux,dojox.cometd.bayeux");
        List<?> log;
        try (WebApp app = WebApp.deploy(layout)) {
            log = (List<?>) app.attribute(AttributeProbe.LOG);
            assertThat(log)
                    .isEqualTo(List.of(
                            "added dev.halley.bayeux, works: true",
                            "added org.cometd.bayeux, works: true",
                            "added dojox.cometd.bayeux, works: true"));
            app.undeploy();
        }
        assertThat(log.subList(3, log.size()))
                .isEqualTo(List.of(
                        "removed dev.halley.bayeux, sessions: 0",
                        "removed org.cometd.bayeux, sessions: 0",
                        "removed dojox.cometd.bayeux, sessions: 0"));
    }

    @Test
    void withCdiTheServerIsInjectedAndTheDemosBeanIsTheOneThatServes() throws Exception {
        layout.withCdi().listener(DemoListener.class).servlet(InjectedServlet.class, "/injected");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.get("/injected"))
                    .isEqualTo("transports [websocket, streaming, long-polling, callback-polling]"
                            + ", same server true"
                            + ", policy of the demo true"
                            + ", members [ann]");
        }
    }

    @Test
    void withoutCdiTheDemoMakesItsOwnServices() throws Exception {
        layout.listener(DemoListener.class);
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();
            String call = """
                    [{"channel":"/service/echo","clientId":"%s","id":"e1","data":{"x":[1]}}]""".formatted(client.id());

            assertThat(app.post(call, client.cookie()).body()).contains("\"data\":{\"x\":[1]}", "\"id\":\"e1\"");
        }
    }

    @Test
    void theOneSecurityPolicyBeanDecides() throws Exception {
        layout.withCdi().with(NobodyMayCome.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("\"successful\":false", "403::handshake_denied");
        }
    }

    @Test
    void twoSecurityPolicyBeansFailTheDeployment() {
        layout.withCdi().with(NobodyMayCome.class).with(EverybodyMayCome.class);

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("There must be at most one SecurityPolicy bean, but there are 2:"
                        + " dev.halley.boot.app.EverybodyMayCome and dev.halley.boot.app.NobodyMayCome.");
    }

    @Test
    void aWrongSettingFailsTheDeploymentWithItsSentence() {
        layout.initParam("timeout", "soon");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("The init-param 'timeout' has the value 'soon'");
    }

    @Test
    void aFilterFileThatIsNotThereFailsTheDeployment() {
        layout.initParam("filters", "/WEB-INF/filters.json");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("The init-param 'filters' names /WEB-INF/filters.json,"
                        + " but there is no such file in the web application.");
    }

    @Test
    void aMalformedFilterFileFailsTheDeploymentWithLineAndColumn() {
        layout.initParam("filters", "WEB-INF/filters.json").write("WEB-INF/filters.json", "[\n{]");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("The filter file /WEB-INF/filters.json is not JSON: ")
                .hasStackTraceContaining("line 2, column");
    }

    @Test
    void aFilterFileInTheApplicationIsRead() throws Exception {
        layout.initParam("filters", "/WEB-INF/filters.json")
                .write("WEB-INF/filters.json", "[{\"channels\":\"/chat/**\",\"filter\":\"NoMarkupFilter\"}]");
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").statusCode()).isEqualTo(200);
            assertThat(log.lines()).contains("Read 1 entries of the filter file /WEB-INF/filters.json");
        }
    }

    @Test
    void unknownNamesAreWarnedOf() throws Exception {
        layout.initParam("timeuot", "1000");
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").statusCode()).isEqualTo(200);
            assertThat(log.lines()).anySatisfy(line -> assertThat(line).contains("timeuot", "timeout"));
        }
    }

    @Test
    void theServletIsFoundByItsClassWhenItHasAnotherName() throws Exception {
        layout.servletName("cometd").initParam("timeout", "12345");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("\"timeout\":12345");
        }
    }

    @Test
    void onlyAllowedTransportsAreOffered() throws Exception {
        layout.initParam("allowedTransports", "callback-polling,long-polling");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body())
                    .contains("\"supportedConnectionTypes\":[\"callback-polling\",\"long-polling\"]");
        }
    }

    @Test
    void aTransportOfTheApplicationIsOfferedInTheOrderThatIsAllowed() throws Exception {
        layout.with(SilentTransport.class)
                .initParam("transports", "dev.halley.transport.http.HttpTransport," + SilentTransport.class.getName())
                .initParam("allowedTransports", "silent,long-polling");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body())
                    .contains("\"supportedConnectionTypes\":[\"silent\",\"long-polling\"]");
        }
    }

    @Test
    void aTransportMayBeABean() throws Exception {
        layout.withCdi()
                .with(InjectedTransport.class)
                .initParam(
                        "transports", InjectedTransport.class.getName() + ",dev.halley.transport.http.HttpTransport");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body())
                    .contains(
                            "\"supportedConnectionTypes\":[\"injected\",\"streaming\",\"long-polling\",\"callback-polling\"]");
        }
    }

    @Test
    void usersAreFoundByTheContextsAttributeAndByJmxAsLongAsTheServerRuns() throws Exception {
        var beans = ManagementFactory.getPlatformMBeanServer();
        var name = new ObjectName("dev.halley:type=Seti,context=/app");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.attribute("dev.halley.seti")).isNotNull();
            assertThat(app.attribute("dev.halley.oort")).isNotNull();
            assertThat(beans.getAttribute(name, "Users")).isEqualTo(0);
            assertThat(beans.getAttribute(name, "Sends")).isEqualTo(0L);
            app.undeploy();
            assertThat(beans.isRegistered(name)).isFalse();
        }
    }

    @Test
    void operatorsSeeTheServerByJmxAsLongAsItRuns() throws Exception {
        var beans = ManagementFactory.getPlatformMBeanServer();
        var name = new ObjectName("dev.halley:type=Server,context=/app");
        try (WebApp app = WebApp.deploy(layout)) {
            app.handshake();
            assertThat(beans.getAttribute(name, "Sessions")).isEqualTo(1);
            assertThat(beans.invoke(name, "dump", new Object[0], new String[0]))
                    .asString()
                    .contains("Sessions: 1\n");
            app.undeploy();
            assertThat(beans.isRegistered(name)).isFalse();
        }
    }

    @Test
    void aClassThatIsNoTransportFailsTheDeployment() {
        layout.initParam("transports", "java.lang.Object");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("The init-param 'transports' names java.lang.Object, which does not implement"
                        + " dev.halley.spi.Transport.");
    }

    @Test
    void aTransportThatIsNotThereFailsTheDeployment() {
        layout.initParam("transports", "com.example.Missing");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'transports' names com.example.Missing, which cannot be instantiated");
    }

    @Test
    void anAllowedTransportThatDoesNotExistFailsTheDeployment() {
        layout.initParam("allowedTransports", "smoke-signals");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'allowedTransports' has the value 'smoke-signals'; it must be"
                                + " websocket, streaming, long-polling, callback-polling or eventsource, with commas between them.");
    }

    @Test
    void anAllowedTransportThatNoClassOfTheApplicationIsFailsTheDeployment() {
        layout.with(SilentTransport.class)
                .initParam("transports", SilentTransport.class.getName())
                .initParam("allowedTransports", "silent,slient");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'allowedTransports' has the value 'silent,slient'; it must be"
                                + " websocket, streaming, long-polling, callback-polling, eventsource or silent, with commas between them.");
    }

    @Test
    void whereNothingIsAllowedTheDeploymentFails() {
        layout.with(SilentTransport.class)
                .initParam("transports", SilentTransport.class.getName())
                .initParam("allowedTransports", "websocket");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "Clients cannot reach the server over any transport: the setting 'allowedTransports'"
                                + " allows [websocket]; the server has [silent].");
    }

    @Test
    void whereOnlyWebSocketIsAllowedClientsConnectAndHttpIsTurnedAway() throws Exception {
        layout.initParam("allowedTransports", "websocket");
        try (WebApp app = WebApp.deploy(layout);
                RawWebSocket socket = RawWebSocket.open(app.address("ws", "/cometd"))) {
            socket.text(WebApp.HANDSHAKE);
            assertThat(socket.receiveText()).contains("\"supportedConnectionTypes\":[\"websocket\"]");
            assertThat(app.post(WebApp.HANDSHAKE, "").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whereTheContainerLendsThreadsTheServerMakesNoneForItsWork() throws Exception {
        layout.listenerBeforeBoot(LendsThreads.class);
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").statusCode()).isEqualTo(200);
            assertThat(log.lines())
                    .anySatisfy(line -> assertThat(line).contains("worker threads: the container's, plus up to"));
        }
    }

    @Test
    void whereTheContainerLendsThreadsItsAreTheSendersAndTheyEndWithTheApplication() throws Exception {
        layout.listenerBeforeBoot(LendsThreads.class);
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();
            String connect = """
                    [{"channel":"/meta/connect","clientId":"%s","connectionType":"long-polling","advice":{"timeout":100}}]""".formatted(client.id());
            app.post(connect, client.cookie());
            app.postLater(connect, client.cookie()).get(10, TimeUnit.SECONDS);
            assertThat(lentThreads()).as("one of them has answered").isNotEmpty();
            app.undeploy();
            assertThat(lentThreads()).isEmpty();
        }
    }

    private static List<Thread> lentThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(LendsThreads.LENT))
                .toList();
    }

    @Test
    void theListenerDeclaredTwiceStartsOneServer() throws Exception {
        layout.listener(Boot.class).listener(AttributeProbe.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat((List<?>) app.attribute(AttributeProbe.LOG)).hasSize(1);
        }
    }
}
