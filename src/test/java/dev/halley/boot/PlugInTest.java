package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.CountingService;
import dev.halley.boot.app.FixedTimestamp;
import dev.halley.boot.app.OtherTimestamp;
import dev.halley.boot.app.PlainService;
import dev.halley.boot.app.ServiceBean;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the configuration names and what beans there are, in a container. */
class PlugInTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    private static String call(WebApp app, WebApp.Client client, String target) throws Exception {
        String message = """
                [{"channel":"/service/%s","clientId":"%s","id":"1","data":null}]""".formatted(target, client.id());
        return app.post(message, client.cookie()).body();
    }

    @Test
    void withoutCdiTheConfigurationNamesServices() throws Exception {
        layout.with(PlainService.class).initParam("services", PlainService.class.getName());
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(call(app, app.handshake(), "transports"))
                    .contains("\"data\":[\"websocket\",\"streaming\",\"long-polling\",\"callback-polling\"]");
        }
    }

    @Test
    void beansAreRegisteredAndTheirScopesAreActive() throws Exception {
        layout.withCdi()
                .with(ServiceBean.class)
                .with(ServiceBean.OfRequest.class)
                .with(ServiceBean.OfSession.class);
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();

            assertThat(call(app, client, "injected")).contains("\"data\":\"4 true /news 1 1\"");
            assertThat(call(app, client, "injected")).contains("\"data\":\"4 true /news 1 2\"");
            assertThat(call(app, app.handshake(), "injected")).contains("\"data\":\"4 true /news 1 1\"");
        }
    }

    /** Whether the configuration names it, too, makes no difference. */
    @ParameterizedTest
    @ValueSource(strings = {"", "dev.halley.boot.app.CountingService"})
    void aServiceWithoutAScopeIsFoundByCdiAndRegisteredOnce(String named) throws Exception {
        layout.withCdi().with(CountingService.class).initParam("services", named);
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();

            assertThat(call(app, client, "count")).containsOnlyOnce("\"data\":").contains("\"data\":1");
            assertThat(call(app, client, "count")).containsOnlyOnce("\"data\":").contains("\"data\":2");
        }
    }

    @Test
    void aServiceThatIsNotThereFailsTheDeployment() {
        layout.initParam("services", "com.example.Missing");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'services' names com.example.Missing, but there is no such class");
    }

    @Test
    void anExtensionThatIsNotThereFailsTheDeploymentWithThoseThatAre() {
        layout.initParam("extensions", "ack,acknowledge");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'extensions' names 'acknowledge', but there is no such extension or"
                                + " class. Built-in extensions are [ack, activity, binary, replay, timestamp, timesync].");
    }

    @Test
    void anExtensionThatIsNamedTwiceFailsTheDeployment() {
        layout.initParam("extensions", "ack, dev.halley.extension.AckExtension");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The init-param 'extensions' names dev.halley.extension.AckExtension twice: it would see"
                                + " each message twice. Remove one.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamp", "dev.halley.extension.TimestampExtension"})
    void aBeanTakesThePlaceOfTheExtensionThatIsNamed(String named) throws Exception {
        layout.withCdi().with(FixedTimestamp.class).initParam("extensions", named);
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("\"timestamp\":\"1970-01-01T00:00:00.000Z\"");
        }
    }

    @Test
    void twoProducersOfWhatIsNamedFailTheDeployment() {
        layout.withCdi().with(FixedTimestamp.class).with(OtherTimestamp.class).initParam("extensions", "timestamp");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "The configuration names dev.halley.extension.TimestampExtension, and 2 producers create"
                                + " one: ");
    }

    @Test
    void theExtensionsThatTheConfigurationNamesAct() throws Exception {
        layout.initParam("extensions", "timestamp");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("\"timestamp\":\"");
        }
    }

    @Test
    void replayIsOffUnlessItIsNamed() throws Exception {
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).doesNotContain("replay");
        }
        layout.initParam("extensions", "ack,replay");
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(app.post(WebApp.HANDSHAKE, "").body()).contains("\"ext\":{\"replay\":true}");
        }
    }

    @Test
    void byDefaultExtensionsActOnlyForClientsThatAsk() throws Exception {
        try (WebApp app = WebApp.deploy(layout)) {
            String asks = WebApp.HANDSHAKE.replace("\"version\"", "\"ext\":{\"ack\":true},\"version\"");

            assertThat(app.post(WebApp.HANDSHAKE, "").body()).doesNotContain("\"ext\"", "\"timestamp\"");
            assertThat(app.post(asks, "").body()).contains("\"ack\":true");
        }
    }

    @Test
    void theFiltersOfTheFileChangeWhatIsPublished() throws Exception {
        layout.initParam("filters", "/WEB-INF/filters.json").write("WEB-INF/filters.json", """
                        [{"channels": "/**", "filter": "RegexFilter", "init": [["bad", null]]}]""");
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();
            String message = """
                    [{"channel":"/a","clientId":"%s","data":"bad"}]""".formatted(client.id());

            assertThat(app.post(message, client.cookie()).body()).contains("404::message_deleted");
        }
    }

    @Test
    void aFilterThatIsNotThereFailsTheDeploymentWithTheNumberOfItsEntry() {
        layout.initParam("filters", "/WEB-INF/filters.json").write("WEB-INF/filters.json", """
                        [{"channels": "/**", "filter": "NoSuchFilter"}]""");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("Entry 1 of the filter file /WEB-INF/filters.json: There is no filter or class"
                        + " 'NoSuchFilter'");
    }
}
