package dev.halley.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterKeystoreTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int run(Path file) {
        return Main.run(
                List.of("--make-cluster-keystore", file.toString()),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Test
    void fileHasAKeyThatThePasswordWhichIsToldOpens() throws Exception {
        Path file = directory.resolve("cluster.p12");

        assertThat(run(file)).isZero();

        Matcher password = Pattern.compile("cluster\\.keystorePassword=(\\S+)").matcher(out.toString(UTF_8));
        assertThat(password.find()).isTrue();
        assertThat(out.toString(UTF_8)).contains("cluster.keystore=" + file);
        char[] characters = password.group(1).toCharArray();
        KeyStore keystore = KeyStore.getInstance(file.toFile(), characters);
        assertThat(keystore.isKeyEntry("cluster")).isTrue();
        assertThat(keystore.getKey("cluster", characters).getAlgorithm()).isEqualTo("EC");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void fileThatIsThereIsNotOverwritten() throws Exception {
        Path file = Files.writeString(directory.resolve("cluster.p12"), "mine");

        assertThat(run(file)).isEqualTo(1);

        assertThat(err.toString(UTF_8)).contains("is there already, and is not overwritten");
        assertThat(file).hasContent("mine");
    }

    @Test
    void directoryThatIsNotThereIsTold() {
        assertThat(run(directory.resolve("none/cluster.p12"))).isEqualTo(1);

        assertThat(err.toString(UTF_8)).contains("there is no directory").contains("none/cluster.p12");
    }

    @Test
    void emptyNameAndAnotherOptionInItsPlaceAreWrongUsage() {
        for (String wrong : List.of("", "--port", "-Dhalley.timeout=1")) {
            assertThat(Main.run(
                            List.of("--make-cluster-keystore=" + wrong),
                            new PrintStream(out, true, UTF_8),
                            new PrintStream(err, true, UTF_8)))
                    .isEqualTo(2);
            assertThat(err.toString(UTF_8)).contains("must be the path of a file to make, not \"" + wrong + "\"");
        }
    }
}
