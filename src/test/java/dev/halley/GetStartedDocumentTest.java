package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What docs/get-started.md shows is taken from applications that {@code ConsumersIT} builds and runs. */
class GetStartedDocumentTest {

    private static final Pattern EXAMPLE = Pattern.compile("```(?:java|html|xml)\n(.*?)```", Pattern.DOTALL);
    private static final List<String> SOURCES = List.of(
            "templates/application/src/main/java/org/example/Greetings.java",
            "templates/application/src/main/webapp/index.html",
            "templates/application/src/main/webapp/WEB-INF/web.xml",
            "templates/application/pom.xml",
            "src/test/consumers/spring-boot/src/main/java/org/example/HalleyConfiguration.java",
            "src/test/consumers/spring-boot/src/main/java/org/example/Clock.java",
            "src/test/consumers/client-only/src/main/java/org/example/Hello.java");

    @Test
    void examplesAreTakenFromApplicationsThatRun() throws IOException {
        StringBuilder code = new StringBuilder();
        for (String source : SOURCES) {
            code.append(Files.readString(Path.of(source)));
        }
        List<String> examples = EXAMPLE.matcher(Files.readString(Path.of("docs", "get-started.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(examples).hasSize(7).allSatisfy(example -> assertThat(code).contains(example));
    }
}
