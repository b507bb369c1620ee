package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.boot.app.MakesNewsAtTheStart;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application does something once its server has started. */
class ServerStartedTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root).withCdi().with(MakesNewsAtTheStart.class);
    }

    @AfterEach
    void forget() {
        System.clearProperty(MakesNewsAtTheStart.REFUSES);
        System.clearProperty(MakesNewsAtTheStart.CHANNELS);
    }

    @Test
    void observersAreToldBeforeTheFirstClient() throws Exception {
        try (WebApp app = WebApp.deploy(layout)) {
            app.handshake();
            assertThat(System.getProperty(MakesNewsAtTheStart.CHANNELS)).contains("/news");
        }
    }

    @Test
    void whatAnObserverThrowsFailsTheDeployment() {
        System.setProperty(MakesNewsAtTheStart.REFUSES, "true");
        assertThatThrownBy(() -> WebApp.deploy(layout).close()).hasStackTraceContaining("There is no news.");
    }
}
