package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.parsson.JsonProviderImpl;
import org.eclipse.yasson.JsonBindingProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that is a module binds messages to its own types. */
class ModuleIT {

    @TempDir
    private Path root;

    private static final String MODULE = """
            module org.example.reading {
                requires dev.halley.protocol;
                requires jakarta.json.bind;
                opens org.example.reading;
            }
            """;

    private static final String PROGRAM = """
            package org.example.reading;

            import dev.halley.json.RawJson;

            public class Reading {
                public record Point(int x, int y) {}

                public static void main(String[] arguments) {
                    System.out.println(RawJson.parse("{\\"x\\":1,\\"y\\":2}").<Point>as(Point.class));
                    System.out.println(RawJson.from(new Point(3, 4)).text());
                    try {
                        System.out.println(RawJson.parse("{\\"x\\":5.7,\\"y\\":2}").<Point>as(Point.class));
                    } catch (IllegalArgumentException refused) {
                        System.out.println("refused");
                    }
                }
            }
            """;

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    @Test
    void aModuleBindsItsRecordsAndNumbersAreNotCut() throws Exception {
        Path source = Files.createDirectories(root.resolve("src/org/example/reading"));
        Files.writeString(root.resolve("src/module-info.java"), MODULE);
        Files.writeString(source.resolve("Reading.java"), PROGRAM);
        String path = Stream.of(
                        RunningWar.builtWar().resolveSibling("halley-protocol.jar"),
                        jarOf(JsonValue.class),
                        jarOf(Jsonb.class),
                        jarOf(JsonProviderImpl.class),
                        jarOf(JsonBindingProvider.class))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        Path classes = root.resolve("classes");
        int compiled = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "-p",
                        path,
                        "-d",
                        classes.toString(),
                        root.resolve("src/module-info.java").toString(),
                        source.resolve("Reading.java").toString());
        assertThat(compiled).isZero();
        assertThat(Programs.output(
                        "-p",
                        classes + File.pathSeparator + path,
                        "--add-modules",
                        "org.eclipse.yasson",
                        "-m",
                        "org.example.reading/org.example.reading.Reading"))
                .isEqualTo(List.of("Point[x=1, y=2]", "{\"x\":3,\"y\":4}", "refused"));
    }
}
