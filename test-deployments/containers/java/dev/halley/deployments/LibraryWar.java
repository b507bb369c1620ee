package dev.halley.deployments;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * Begins an application that has Halley as a library, as its author would: with {@code halley-server} and what it needs, and
 * with {@code halley-weld} if it is to have CDI. It is the same for all containers.
 *
 * <p>Thread-safety: immutable.
 */
public final class LibraryWar {

    private static final String LIB = "WEB-INF/lib/";

    /** What halley.war has of others, but for Weld's classes for servlets, which are in {@code halley-weld}. */
    private static final String WITH_CDI = "(?!weld-servlet-core).*";

    private static final String WITHOUT_CDI = "(jakarta\\.json-api|parsson)-.*";

    private LibraryWar() {}

    /** @param name such as {@code probe.war}; the application gets CDI */
    public static WebArchive named(String name) {
        return archive(name, WITH_CDI).addAsLibrary(ours("weld"));
    }

    /** The same without CDI of its own, whatever the container has. */
    public static WebArchive withoutCdi(String name) {
        return archive(name, WITHOUT_CDI);
    }

    private static File ours(String artifact) {
        return Container.target().resolve("halley-" + artifact + ".jar").toFile();
    }

    private static WebArchive archive(String name, String libraries) {
        WebArchive archive = ShrinkWrap.create(WebArchive.class, name);
        archive.addAsLibraries(ours("server"), ours("protocol"));
        try (JarFile war = new JarFile(Container.war().toFile())) {
            List<JarEntry> entries = war.stream()
                    .filter(entry -> entry.getName().startsWith(LIB))
                    .filter(entry -> entry.getName().substring(LIB.length()).matches(libraries))
                    .filter(entry -> !entry.isDirectory())
                    .toList();
            for (JarEntry entry : entries) {
                try (InputStream jar = war.getInputStream(entry)) {
                    archive.addAsLibrary(
                            new ByteArrayAsset(jar), entry.getName().substring(LIB.length()));
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return archive;
    }
}
