package dev.halley.transport.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/transports.md shows of a transport is what the tests run. */
class TransportsDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "transports.md");
    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "halley", "transport", "line");
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Line by line, however far to the right. */
    private static String flat(String code) {
        return code.lines().map(String::strip).filter(line -> !line.isEmpty()).collect(Collectors.joining("\n"));
    }

    private static String source(String name) throws IOException {
        return flat(Files.readString(SOURCES.resolve(name)));
    }

    @Test
    void examplesAreTakenFromCodeThatRuns() throws IOException {
        String code = source("LineTransport.java") + source("LineTransportTest.java");
        List<String> examples = EXAMPLE.matcher(Files.readString(DOCUMENT))
                .results()
                .map((MatchResult found) -> flat(found.group(1)))
                .toList();
        assertThat(examples).hasSize(4).allSatisfy(example -> assertThat(code).contains(example));
    }
}
