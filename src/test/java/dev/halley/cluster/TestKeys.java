package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Makes the file that the nodes of a cluster share. */
final class TestKeys {

    private TestKeys() {}

    static LinkKey make(Path file) throws Exception {
        String password = "secret of the test";
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "cluster",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=cluster",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        password)
                .redirectErrorStream(true)
                .start();
        made.getInputStream().readAllBytes();
        assertThat(made.waitFor()).isZero();
        return new LinkKey(file, file, password);
    }
}
