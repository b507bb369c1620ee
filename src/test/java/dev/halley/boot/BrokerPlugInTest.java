package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.MarkingBroker;
import dev.halley.boot.app.UnusableBroker;
import dev.halley.spi.Broker;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application brings a broker of its own, as a bean or by ServiceLoader. */
class BrokerPlugInTest {

    private static final String SERVICES = "WEB-INF/classes/META-INF/services/" + Broker.class.getName();

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    private static void assertItCarriesWhatIsPublished(WebApp app) throws Exception {
        WebApp.Client client = app.handshake();
        app.post("""
                [{"channel":"/meta/subscribe","clientId":"%s","subscription":"/a"}]""".formatted(client.id()), client.cookie());
        String response = app.post("""
                [{"channel":"/a","clientId":"%s","id":"1","data":"plain"}]""".formatted(client.id()), client.cookie()).body();
        assertThat(response)
                .contains("{\"channel\":\"/a\",\"data\":\"marked\"}", "\"id\":\"1\",\"successful\":true")
                .doesNotContain("plain");
    }

    @Test
    void theBeanThatIsABrokerCarriesWhatIsPublished() throws Exception {
        layout.withCdi().with(MarkingBroker.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertItCarriesWhatIsPublished(app);
        }
    }

    @Test
    void withoutCdiServiceLoaderFindsIt() throws Exception {
        layout.with(MarkingBroker.class).write(SERVICES, MarkingBroker.class.getName());
        try (WebApp app = WebApp.deploy(layout)) {
            assertItCarriesWhatIsPublished(app);
        }
    }

    @Test
    void twoBrokersFailTheDeployment() {
        layout.withCdi().with(MarkingBroker.class).write(SERVICES, MarkingBroker.class.getName());
        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "There must be at most one broker, as a CDI bean or by ServiceLoader, but there are 2: ");
    }

    @Test
    void brokerThatCannotBeMadeFailsTheDeployment() {
        layout.with(UnusableBroker.class).write(SERVICES, UnusableBroker.class.getName());
        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("names a class that cannot be instantiated")
                .hasStackTraceContaining("a public constructor without parameters");
    }

    @Test
    void brokerWithoutHistoryHasNothingToReplay() {
        layout.with(MarkingBroker.class)
                .write(SERVICES, MarkingBroker.class.getName())
                .initParam("extensions", "replay");
        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("'extensions' names replay, but there is nothing to replay");
    }
}
