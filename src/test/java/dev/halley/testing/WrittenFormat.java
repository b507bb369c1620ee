package dev.halley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bytes of a version of a format that crosses nodes, kept in a resource: nodes of two versions work side by side only as long as what a
 * version writes stays what it is. {@code -Dhalley.test.writeFormats=true} writes those of a new version.
 *
 * <p>Thread-safety: stateless.
 */
public final class WrittenFormat {

    private static final Path DIRECTORY = Path.of("src/test/resources/dev/halley/formats");

    private WrittenFormat() {}

    /**
     * Fails where a sample differs from what is kept.
     *
     * @param name of the format, with its version
     * @param samples what is written now, by labels without blanks
     */
    public static void assertKept(String name, Map<String, byte[]> samples) throws IOException {
        HexFormat hex = HexFormat.of();
        Map<String, String> written = new LinkedHashMap<>();
        samples.forEach((label, bytes) -> written.put(label, hex.formatHex(bytes)));
        Path file = DIRECTORY.resolve(name + ".txt");
        if (Boolean.getBoolean("halley.test.writeFormats")) {
            write(file, written);
        }
        assertThat(written)
                .as(
                        "What is written in the format %s is not what that version wrote. Other nodes could not read it: give the"
                                + " change a new version, as CONTRIBUTING.md says, or take it back.",
                        name)
                .containsExactlyEntriesOf(read(file));
    }

    private static void write(Path file, Map<String, String> written) throws IOException {
        StringBuilder text = new StringBuilder();
        written.forEach(
                (label, bytes) -> text.append(label).append(' ').append(bytes).append('\n'));
        Files.createDirectories(DIRECTORY);
        Files.writeString(file, text);
    }

    private static Map<String, String> read(Path file) throws IOException {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            int blank = line.indexOf(' ');
            kept.put(line.substring(0, blank), line.substring(blank + 1));
        }
        return kept;
    }
}
