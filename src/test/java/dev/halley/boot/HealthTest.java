package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.boot.app.ObjectingReadiness;
import dev.halley.spi.Readiness;
import dev.halley.testing.JettyHost;
import jakarta.servlet.http.HttpServlet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What those hear who watch over the server, and those who bring it clients. */
class HealthTest {

    private static final String UP = "{\"status\":\"UP\"}";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path root;

    @AfterEach
    void forget() {
        System.clearProperty(ObjectingReadiness.PROPERTY);
    }

    private static JettyHost with(String healthPath) {
        JettyHost host = new JettyHost();
        host.context()
                .addServletContainerInitializer(
                        (types, context) -> Boot.register(context, Map.of("healthPath", healthPath), "/cometd/*"));
        return host;
    }

    private HttpResponse<String> ask(JettyHost host, String method, String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + host.port() + path);
        HttpRequest request = HttpRequest.newBuilder(address)
                .method(method, BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private void assertReady(JettyHost host, int status, String body) throws Exception {
        HttpResponse<String> ready = ask(host, "GET", "/health/ready");
        assertThat(ready.body()).isEqualTo(body);
        assertThat(ready.statusCode()).isEqualTo(status);
        HttpResponse<String> live = ask(host, "GET", "/health/live");
        assertThat(live.body()).as("it answers, so it lives").isEqualTo(UP);
        assertThat(live.statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"live", "ready"})
    void aServerThatRunsIsUp(String which) throws Exception {
        try (JettyHost host = with("/on/health").start()) {
            HttpResponse<String> answer = ask(host, "GET", "/on/health/" + which);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(UP);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            HttpResponse<String> head = ask(host, "HEAD", "/on/health/" + which);
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length")).contains(String.valueOf(UP.length()));
            assertThat(head.headers().firstValue("Cache-Control")).contains("no-store");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void otherMethodsAreRefused(String method) throws Exception {
        try (JettyHost host = with("/health").start()) {
            HttpResponse<String> answer = ask(host, method, "/health/ready");
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/health/", "/health/other", "/health/ready/more"})
    void nothingElseIsThere(String path) throws Exception {
        try (JettyHost host = with("/health").start()) {
            assertThat(ask(host, "GET", path).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aServerThatDrainsIsNotReadyAndOneThatHasStoppedNeither() throws Exception {
        try (JettyHost host = with("/health").start()) {
            var context = host.context().getServletContext();
            assertReady(host, 200, UP);
            ((BayeuxServer) context.getAttribute(BayeuxServer.ATTRIBUTE)).drain();
            assertReady(host, 503, "{\"status\":\"DOWN\",\"reasons\":[\"draining\"]}");
            HalleyRuntime.stop(context);
            assertReady(host, 503, "{\"status\":\"DOWN\",\"reasons\":[\"not running\"]}");
        }
    }

    @Test
    void aServerWithoutThePathTellsNothing() throws Exception {
        try (JettyHost host = with("").start()) {
            assertThat(ask(host, "GET", "/health/live").statusCode()).isEqualTo(404);
            assertThat(ask(host, "GET", "/health/ready").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aPathThatAnotherServletHasFailsTheStart() {
        try (JettyHost host = new JettyHost()) {
            host.context().addServletContainerInitializer((types, context) -> {
                context.addServlet("mine", new HttpServlet() {}).addMapping("/health/ready");
                Boot.register(context, Map.of("healthPath", "/health"), "/cometd/*");
            });
            assertThatThrownBy(host::start).rootCause().hasMessageContainingAll("healthPath", "/health/ready");
        }
    }

    @Test
    void aNameThatAnotherServletHasFailsTheStart() {
        try (JettyHost host = new JettyHost()) {
            host.context().addServletContainerInitializer((types, context) -> {
                context.addServlet("halley-health", new HttpServlet() {}).addMapping("/mine");
                Boot.register(context, Map.of("healthPath", "/health"), "/cometd/*");
            });
            assertThatThrownBy(host::start).rootCause().hasMessageContainingAll("'halley-health'", "healthPath");
        }
    }

    @Test
    void aStartAfterOneThatFailedFindsTheServletThere() throws Exception {
        try (JettyHost host = with("/health")) {
            host.context()
                    .addServletContainerInitializer(
                            (types, context) -> HealthServlet.declare(context, Map.of("healthPath", "/health")));
            assertReady(host.start(), 200, UP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"health", "/", "/health/", "/health/*", "/../health", "/he alth", "//health"})
    void aPathThatIsNoneFailsTheStart(String path) {
        try (JettyHost host = with(path)) {
            assertThatThrownBy(host::start)
                    .rootCause()
                    .hasMessageContainingAll("'healthPath'", "'" + path + "'", "a path such as /health");
        }
    }

    @Test
    void theBeanThatObjectsIsHeard() throws Exception {
        WebApp.Layout layout = new WebApp.Layout(root)
                .initParam("healthPath", "/health")
                .withCdi()
                .with(ObjectingReadiness.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertItIsHeard(app);
        }
    }

    @Test
    void withoutCdiServiceLoaderFindsWhoObjects() throws Exception {
        WebApp.Layout layout = new WebApp.Layout(root)
                .initParam("healthPath", "/health")
                .with(ObjectingReadiness.class)
                .write(
                        "WEB-INF/classes/META-INF/services/" + Readiness.class.getName(),
                        ObjectingReadiness.class.getName());
        try (LogWatch log = new LogWatch();
                WebApp app = WebApp.deploy(layout)) {
            assertItIsHeard(app);
            System.setProperty(ObjectingReadiness.PROPERTY, ObjectingReadiness.THROW);
            assertThat(app.get("/health/ready")).isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"a check failed\"]}");
            assertThat(log.lines()).anyMatch(line -> line.contains("readiness"));
        }
    }

    private static void assertItIsHeard(WebApp app) throws Exception {
        assertThat(app.get("/health/ready")).isEqualTo(UP);
        System.setProperty(ObjectingReadiness.PROPERTY, "the caches are \"cold\"");
        assertThat(app.get("/health/ready"))
                .isEqualTo("{\"status\":\"DOWN\",\"reasons\":[\"the caches are \\\"cold\\\"\"]}");
        assertThat(app.get("/health/live")).isEqualTo(UP);
    }
}
