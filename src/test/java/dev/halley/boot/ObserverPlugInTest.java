package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.boot.app.TellingObserver;
import dev.halley.spi.ServerEvents;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application brings observers of its own, as beans or by ServiceLoader. */
class ObserverPlugInTest {

    @TempDir
    private Path root;

    private WebApp.Layout layout;

    @BeforeEach
    void layOut() {
        layout = new WebApp.Layout(root);
    }

    @AfterEach
    void forget() {
        System.clearProperty(TellingObserver.PROPERTY);
    }

    private static void assertItIsTold(WebApp app) throws Exception {
        app.handshake();
        app.handshake();
        assertThat(System.getProperty(TellingObserver.PROPERTY)).isEqualTo("long-polling 2");
    }

    @Test
    void theBeanThatIsAnObserverIsToldWhatHappens() throws Exception {
        layout.withCdi().with(TellingObserver.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertItIsTold(app);
        }
    }

    @Test
    void withoutCdiServiceLoaderFindsIt() throws Exception {
        layout.with(TellingObserver.class)
                .write(
                        "WEB-INF/classes/META-INF/services/" + ServerEvents.class.getName(),
                        TellingObserver.class.getName());
        try (WebApp app = WebApp.deploy(layout)) {
            assertItIsTold(app);
        }
    }
}
