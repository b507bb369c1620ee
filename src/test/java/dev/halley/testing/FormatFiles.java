package dev.halley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Directories that a version of a format of files has written, in resources. {@code -Dhalley.test.writeFormats=true} writes those of a new
 * version.
 *
 * <p>Thread-safety: stateless.
 */
public final class FormatFiles {

    private static final Path DIRECTORY = Path.of("src/test/resources/dev/halley/formats");

    private FormatFiles() {}

    /** @return whether they are to be written */
    public static boolean areWritten() {
        return Boolean.getBoolean("halley.test.writeFormats");
    }

    /** Keeps the files of a directory, which nobody has open. */
    public static void keep(Path directory, String name) throws IOException {
        copy(directory, DIRECTORY.resolve(name));
    }

    /** Gives a directory the files that are kept. */
    public static void copy(String name, Path directory) throws IOException {
        copy(DIRECTORY.resolve(name), directory);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }
}
