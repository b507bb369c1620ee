package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TwoStartsOfWeldTest {

    @Test
    void weldsOwnJarForServletsBesideOursFailsTheDeploymentWithASentence(@TempDir Path root) throws Exception {
        WebApp.Layout layout = new WebApp.Layout(root).withCdi();
        Path jar = root.resolve("WEB-INF/lib/halley-weld-1.2.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/LICENSE"));
        }

        assertThatThrownBy(() -> WebApp.deploy(layout).close())
                .hasStackTraceContaining("WEB-INF/lib has weld-servlet-core-5.1.7.Final.jar beside halley-weld-1.2.jar,"
                        + " which has its classes and starts Weld only where the container has no CDI:"
                        + " leave weld-servlet-core out.");
    }
}
