package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.EagerPolicy;
import dev.halley.boot.app.EarlyBird;
import dev.halley.boot.app.EarlyListener;
import dev.halley.boot.app.HalfMadeService;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application calls the injected server before the server's listener has started it. */
class EarlyCallTest {

    private static final String ELSEWHERE = "The Bayeux server of this application is not running";

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root).withCdi();
    }

    @AfterEach
    void forget() {
        System.clearProperty(EarlyBird.LOG);
        System.clearProperty(EarlyBird.REFUSES);
        System.clearProperty(EarlyListener.LOG);
    }

    @Test
    void anObserverOfTheContextStartsTheServerByItsFirstCallOnTheStartingThreadAlone() throws Exception {
        try (WebApp app = WebApp.deploy(layout.with(EarlyBird.class))) {
            app.handshake();
            assertThat(System.getProperty(EarlyBird.LOG)).isEqualTo(ELSEWHERE + "; services true; started, early true");
        }
    }

    @Test
    void aListenerOfTheContextUsesTheServerAndLearnsOfItsAttributeLater() throws Exception {
        try (WebApp app = WebApp.deploy(layout.listenerBeforeBoot(EarlyListener.class))) {
            app.handshake();
            assertThat(System.getProperty(EarlyListener.LOG))
                    .isEqualTo("transports [websocket, streaming, long-polling, callback-polling]; attribute false;"
                            + " listener's channel true");
        }
    }

    @Test
    void aServerThatIsStartedByTheContextsObserverHasWebSocket() throws Exception {
        try (WebApp app = WebApp.deploy(layout.with(EarlyBird.class).listenerBeforeBoot(EarlyListener.class))) {
            app.handshake();
            assertThat(System.getProperty(EarlyListener.LOG)).startsWith("transports [websocket,");
        }
    }

    @Test
    void settingsOfTheServletCount() throws Exception {
        layout.with(EarlyBird.class)
                .listenerBeforeBoot(EarlyListener.class)
                .initParam("allowedTransports", "long-polling");
        try (WebApp app = WebApp.deploy(layout)) {
            app.handshake();
            assertThat(System.getProperty(EarlyListener.LOG)).startsWith("transports [long-polling];");
        }
    }

    @Test
    void wrongSettingsFailTheDeploymentWithTheirSentence() {
        layout.with(EarlyBird.class).initParam("timeout", "soon");
        assertThatThrownBy(() -> WebApp.deploy(layout).close()).hasStackTraceContaining("timeout");
    }

    @Test
    void anObserverThatFailsAfterItsCallLeavesNoServerBehind() {
        System.setProperty(EarlyBird.REFUSES, "true");
        assertThatThrownBy(() -> WebApp.deploy(layout.with(EarlyBird.class)).close())
                .hasStackTraceContaining("The early bird refuses.");
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("halley-"));
    }

    @Test
    void aServiceThatCallsTheServerWhileItIsMadeCannotStartIt() {
        assertThatThrownBy(
                        () -> WebApp.deploy(layout.with(HalfMadeService.class)).close())
                .hasStackTraceContaining("The bean " + HalfMadeService.class.getName()
                        + " calls the Bayeux server during its own creation");
    }

    @Test
    void aPolicyThatCallsTheServerWhileBothAreMadeIsRefused() {
        assertThatThrownBy(() -> WebApp.deploy(layout.with(EagerPolicy.class)).close())
                .hasStackTraceContaining("The Bayeux server of this application is being created");
    }

    @Test
    void aServerThatWasStartedEarlyLeavesNothingBehind() throws Exception {
        try (WebApp app = WebApp.deploy(layout.with(EarlyBird.class).listenerBeforeBoot(EarlyListener.class))) {
            WebApp.Remains remains = app.undeploy();
            assertThat(remains.isNothing()).isTrue();
        }
    }
}
