package dev.halley.benchmark.server;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts further classes into a copy of a WAR, as an application would.
 *
 * <p>Thread-safety: immutable.
 */
public final class Overlay {

    private Overlay() {}

    /**
     * Copies a WAR and adds classes.
     *
     * @param classes a directory of packages with compiled classes
     * @return the copy, which is deleted when this program ends
     */
    public static Path of(Path war, Path classes) throws IOException {
        Path copy = Files.createTempFile("halley-benchmark", ".war");
        copy.toFile().deleteOnExit();
        Files.copy(war, copy, StandardCopyOption.REPLACE_EXISTING);
        List<Path> files;
        try (Stream<Path> all = Files.walk(classes)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        if (files.isEmpty()) {
            throw new IOException("there are no classes in " + classes + ": benchmarks/run compiles them");
        }
        try (FileSystem zip = FileSystems.newFileSystem(copy)) {
            for (Path file : files) {
                Path target = zip.getPath(
                        "WEB-INF", "classes", classes.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return copy;
    }
}
