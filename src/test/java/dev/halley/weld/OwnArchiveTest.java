package dev.halley.weld;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.jboss.weld.environment.deployment.discovery.BeanArchiveBuilder;
import org.junit.jupiter.api.Test;

class OwnArchiveTest {

    private static final Path JAR = Path.of("/app/WEB-INF/lib/halley-server-1.0.jar");

    @Test
    void theServersJarHasNoClassToLoad() {
        BeanArchiveBuilder archive = new OwnArchive(JAR).handle(JAR.toString());

        assertThat(archive).isNotNull();
        assertThat(archive.getClasses()).isEmpty();
    }

    @Test
    void otherArchivesAreLeftToWeld() {
        var own = new OwnArchive(JAR);

        assertThat(own.handle("/app/WEB-INF/lib/shop.jar")).isNull();
        assertThat(own.handle("/app/WEB-INF/lib/halley-server-extras-1.0.jar")).isNull();
        assertThat(own.handle("/app/WEB-INF/classes")).isNull();
    }

    /** Here, as where an application is run from its build, the server's classes lie in a folder. */
    @Test
    void aFolderIsLeftToWeldWhateverIsInIt() {
        assertThat(new OwnArchive()
                        .handle(Path.of("target/classes").toAbsolutePath().toString()))
                .isNull();
    }
}
