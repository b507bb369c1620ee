package dev.halley.deployments.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.LibraryWar;
import dev.halley.deployments.Way;
import dev.halley.testing.Conversation;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An application without CDI of its own and without a bean: services and policies are set up by plain means. */
@ArquillianTest
@RunAsClient
class PlainIT {

    private static final String CONTEXT = "/plain";

    @Deployment(testable = false)
    static WebArchive plain() {
        return LibraryWar.withoutCdi("plain.war")
                .addPackage("dev.halley.deployments.plain.app")
                .setWebXML(Path.of("test-deployments", "deployments", "plain", "webapp", "WEB-INF", "web.xml")
                        .toFile());
    }

    @ParameterizedTest
    @EnumSource
    void aServiceOfTheInitParamAnswersAndPublishes(Way way) {
        try (Conversation ann = way.shakenHands(CONTEXT)) {
            ann.subscribe("/doubled");
            ann.connect("");
            ann.send("/service/double", ",\"data\":21");
            assertThat(ann.first(message -> message.getString("channel").equals("/doubled"))
                            .getInt("data"))
                    .isEqualTo(42);
            assertThat(ann.event().getInt("data")).isEqualTo(42);
        }
    }

    @Test
    void thePolicyThatTheAttributeListenerSetDecides() {
        try (Conversation ann = Way.WEBSOCKET.shakenHands(CONTEXT)) {
            assertThat(ann.publish("/doubled", "1").getString("error")).contains("read_only");
        }
    }
}
