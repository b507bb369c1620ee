package dev.halley.benchmark.server;

import dev.halley.benchmark.bare.BareApplication;
import dev.halley.benchmark.jakarta.CometdApplication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs the applications that Halley is compared with on other containers.
 *
 * <p>Thread-safety: immutable.
 */
public final class Wars {

    private static final Path CLASSES = Path.of("benchmarks", "target", "classes");
    private static final Path LIBRARIES = Path.of("benchmarks", "target", "lib");

    /** What CometD needs of the libraries: how their files begin. */
    private static final List<String> COMETD = List.of(
            "cometd-java-api-client-",
            "cometd-java-api-common-",
            "cometd-java-api-server-",
            "cometd-java-common-",
            "cometd-java-server-",
            "jetty-util-",
            "slf4j-");

    private Wars() {}

    /** @return a WAR of the bare endpoint and servlet, which is deleted when this program ends */
    public static Path bare() throws IOException {
        return pack(BareApplication.class, List.of());
    }

    /** @return a WAR of CometD, which is deleted when this program ends */
    public static Path cometd() throws IOException {
        return pack(CometdApplication.class, COMETD);
    }

    private static Path pack(Class<?> application, List<String> libraries) throws IOException {
        Path war = Files.createTempFile("halley-benchmark", ".war");
        war.toFile().deleteOnExit();
        Path classes = CLASSES.resolve(application.getPackageName().replace('.', '/'));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(war));
                Stream<Path> own = Files.list(classes);
                Stream<Path> all = Files.list(LIBRARIES)) {
            put(zip, "WEB-INF/web.xml", webXml(application).getBytes(StandardCharsets.UTF_8));
            for (Path file : own.toList()) {
                put(zip, "WEB-INF/classes/" + CLASSES.relativize(file), Files.readAllBytes(file));
            }
            for (Path file : all.filter(library -> isWanted(library, libraries)).toList()) {
                put(zip, "WEB-INF/lib/" + file.getFileName(), Files.readAllBytes(file));
            }
        }
        return war;
    }

    private static boolean isWanted(Path library, List<String> libraries) {
        return libraries.stream()
                .anyMatch(start -> library.getFileName().toString().startsWith(start));
    }

    private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(bytes);
        zip.closeEntry();
    }

    private static String webXml(Class<?> listener) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                  <listener>
                    <listener-class>%s</listener-class>
                  </listener>
                </web-app>
                """.formatted(listener.getName());
    }
}
