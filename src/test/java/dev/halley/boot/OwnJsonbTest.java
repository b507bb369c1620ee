package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.boot.app.UnderscoreJsonb;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application on a container has a {@code Jsonb} bean of its own. */
class OwnJsonbTest {

    @TempDir
    private Path root;

    @AfterEach
    void forget() {
        System.clearProperty(UnderscoreJsonb.WRITTEN);
    }

    @Test
    void bindsOnEveryThreadOfTheApplicationAndLeavesNothingBehind() throws Exception {
        WebApp.Layout layout =
                new WebApp.Layout(root).withCdi().with(UnderscoreJsonb.class).with(UnderscoreJsonb.Booking.class);
        try (WebApp app = WebApp.deploy(layout)) {
            assertThat(System.getProperty(UnderscoreJsonb.WRITTEN))
                    .isEqualTo("{\"flight_number\":7} {\"flight_number\":7}");
            assertThat(app.undeploy().isNothing()).isTrue();
        }
    }
}
