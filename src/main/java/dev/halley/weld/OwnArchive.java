package dev.halley.weld;

import dev.halley.boot.Boot;
import jakarta.annotation.Priority;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import org.jboss.weld.environment.deployment.discovery.BeanArchiveBuilder;
import org.jboss.weld.environment.deployment.discovery.BeanArchiveHandler;
import org.jspecify.annotations.Nullable;

/**
 * Tells the bundled Weld that the server's own jar holds no beans. Weld itself would load each of its classes to find that out, which
 * takes time when an application starts. The jar has a {@code beans.xml} nevertheless: some containers tell only archives with one
 * of the servlet context.
 *
 * <p>Weld finds this by {@code META-INF/services}, and asks it before its own ones, which take any archive.
 *
 * <p>Thread-safety: immutable.
 */
@Priority(OwnArchive.BEFORE_ALL)
public final class OwnArchive implements BeanArchiveHandler {

    /** Weld's own ones have their places in the list, below 10. */
    static final int BEFORE_ALL = 1_000;

    /** Of the jar in {@code halley.war} and of the one for applications: in a jar of another name may be others' classes, too. */
    private static final String NAMES = "halley-(classes|server)(-[0-9].*)?\\.jar";

    private final @Nullable Path jar;

    /** For Weld. */
    public OwnArchive() {
        this(jarOf(Boot.class));
    }

    OwnArchive(@Nullable Path jar) {
        this.jar = jar;
    }

    /** @return an archive without classes; null if it is another one, and Weld is to ask the next handler */
    @Override
    public @Nullable BeanArchiveBuilder handle(String archive) {
        return jar != null && archive.equals(jar.toString()) ? new BeanArchiveBuilder() : null;
    }

    /** @return the jar of the server's own classes; null if they come from anywhere else */
    private static @Nullable Path jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            URI location = source.getLocation().toURI();
            return location.getPath().matches(".*/" + NAMES) ? Path.of(location) : null;
        } catch (URISyntaxException | RuntimeException elsewhere) {
            // Some loaders tell no place, or one that is no file.
            return null;
        }
    }
}
