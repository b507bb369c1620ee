package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.MarkingBroker;
import dev.halley.testing.FreePorts;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an application that is to be a node of a cluster lacks, or has too much. */
class MembershipTest {

    @TempDir
    private Path root;

    @Test
    void withoutTheClustersClassesTheStartFailsAndSaysWhatToAdd() {
        WebApp.Layout layout = new WebApp.Layout(root).initParam("cluster.name", "one");

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("'cluster.name' is set, but the classes of the cluster are missing: add"
                        + " dev.halley:halley-cluster to the application.");
    }

    @Test
    void aBrokerOfTheApplicationsOwnIsOneTooMany() {
        WebApp.Layout layout = new WebApp.Layout(root)
                .node("one", FreePorts.one())
                .with(MarkingBroker.class)
                .write("WEB-INF/classes/META-INF/services/dev.halley.spi.Broker", MarkingBroker.class.getName());

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("the application has a broker of its own, " + MarkingBroker.class.getName());
    }

    @Test
    void nodeOfAClusterKeepsHistory() throws Exception {
        WebApp.Layout layout =
                new WebApp.Layout(root).node("one", FreePorts.one()).initParam("history", "/a=10/10m");
        try (WebApp app = WebApp.deploy(layout)) {
            WebApp.Client client = app.handshake();
            String publish = """
                    [{"channel":"/a","clientId":"%s","data":1}]""".formatted(client.id());
            assertThat(app.post(publish, client.cookie()).body()).contains("\"successful\":true");
        }
    }

    @Test
    void aNodeGoesOnAfterARestartWithTheHistoryInItsFiles() throws Exception {
        Path files = root.resolve("history");
        String publish = """
                [{"channel":"/a","clientId":"%s","data":1,"ext":{"publishKey":"k1"}}]""";
        String handshake = """
                [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"],
                  "ext":{"history":true}}]""";
        try (WebApp app = WebApp.deploy(withFiles(files))) {
            WebApp.Client client = app.handshake(handshake);
            assertThat(app.post(publish.formatted(client.id()), client.cookie()).body())
                    .contains("\"successful\":true")
                    .doesNotContain("duplicate");
        }
        assertThat(files)
                .isDirectoryContaining(file -> file.getFileName().toString().startsWith("segment-"));
        try (WebApp app = WebApp.deploy(withFiles(files))) {
            WebApp.Client client = app.handshake(handshake);
            assertThat(app.post(publish.formatted(client.id()), client.cookie()).body())
                    .contains("\"successful\":true")
                    .contains("\"duplicate\":true");
        }
    }

    private WebApp.Layout withFiles(Path files) {
        return new WebApp.Layout(root)
                .node("one", FreePorts.one())
                .initParam("history", "/a=10/10m")
                .initParam("historyStore", files.toString());
    }

    @Test
    void historyInFilesWithABrokerOfTheApplicationsOwnFailsTheStart() {
        WebApp.Layout layout = new WebApp.Layout(root)
                .initParam("historyStore", root.resolve("history").toString())
                .with(MarkingBroker.class)
                .write("WEB-INF/classes/META-INF/services/dev.halley.spi.Broker", MarkingBroker.class.getName());

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining(
                        "'historyStore' is set, but the application's own broker does not keep history in files."
                                + " Remove one of them.");
        assertThat(root.resolve("history")).doesNotExist();
    }

    @Test
    void historyWithABrokerOfTheApplicationsOwnFailsTheStart() {
        WebApp.Layout layout = new WebApp.Layout(root)
                .initParam("history", "/a=1/1s")
                .with(MarkingBroker.class)
                .write("WEB-INF/classes/META-INF/services/dev.halley.spi.Broker", MarkingBroker.class.getName());

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("'history' is set. Channels cannot keep history here");
    }
}
