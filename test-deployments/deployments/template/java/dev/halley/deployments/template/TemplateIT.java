package dev.halley.deployments.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.deployments.Container;
import dev.halley.deployments.Way;
import dev.halley.deployments.WholeFile;
import dev.halley.testing.Conversation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The application of {@code templates/application}, built once by Maven from an empty local repository: one file for all. */
@ArquillianTest
@RunAsClient
@EnabledIf(value = "isBuilt", disabledReason = "ConsumersIT of the server's build makes the application's WAR")
class TemplateIT {

    private static final String CONTEXT = "/application";

    private static Path war() {
        return Container.target().resolve("consumers/application.war");
    }

    static boolean isBuilt() {
        return Files.exists(war());
    }

    @Deployment(testable = false)
    static WebArchive template() {
        return WholeFile.of(war(), "application.war");
    }

    @ParameterizedTest
    @EnumSource
    void theServiceListensAndHasASayWithDataOfItsOwnType(Way way) {
        try (Conversation ann = way.shakenHands(CONTEXT)) {
            ann.subscribe("/greetings");
            ann.connect("");
            assertThat(ann.publish("/greetings", "{\"from\":\"ann\",\"text\":\" \"}")
                            .getString("error"))
                    .startsWith("404");
            ann.publish("/greetings", "{\"from\":\"ann\",\"text\":\"hello\"}");
            assertThat(ann.event().getJsonObject("data").getString("text")).isEqualTo("hello");
        }
    }
}
