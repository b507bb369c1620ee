package dev.halley.launcher;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A temporary directory for the jars and the unpacked web application of one run, deleted when the JVM exits.
 *
 * <p>Thread-safety: immutable.
 */
final class WorkDirectory {

    private static final String JARS = "WEB-INF/launcher/";

    private final Path path;

    private WorkDirectory(Path path) {
        this.path = path;
    }

    static WorkDirectory create() throws IOException {
        return new WorkDirectory(Files.createTempDirectory("halley-"));
    }

    Path path() {
        return path;
    }

    /**
     * A class loader for the launcher's classes with the embedded container, which sees neither the class path of the JVM
     * nor the web application.
     */
    ClassLoader launcherLoader(Path war) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(war.toUri().toURL());
        Path jars = Files.createDirectory(path.resolve("launcher"));
        try (var file = new JarFile(war.toFile())) {
            for (JarEntry entry :
                    file.stream().filter(WorkDirectory::isLauncherJar).toList()) {
                Path jar = jars.resolve(entry.getName().substring(JARS.length()));
                try (var content = file.getInputStream(entry)) {
                    Files.copy(content, jar);
                }
                urls.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader("halley-launcher", urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static boolean isLauncherJar(JarEntry entry) {
        String name = entry.getName();
        return name.startsWith(JARS) && name.endsWith(".jar") && name.indexOf('/', JARS.length()) < 0;
    }

    /** Deletes as much of a directory as can be deleted. */
    static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException leftBehind) {
            // It lies in the system's directory for temporary files: nothing is lost but space.
        }
    }
}
