package dev.halley.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Makes the file with the key and the certificate that all nodes of a cluster share, by the JDK's {@code keytool}.
 *
 * <p>Thread-safety: stateless.
 */
final class ClusterKeystore {

    private static final String PASSWORD_VARIABLE = "HALLEY_CLUSTER_KEYSTORE_PASSWORD";
    private static final int PASSWORD_BYTES = 24;
    private static final String DAYS = "3650";

    private ClusterKeystore() {}

    /**
     * Makes the file, which only its owner may read, and says what is to be set on each node.
     *
     * @param file there is none yet
     * @throws IOException if there is one, or it cannot be made; the message says why
     */
    static void make(Path file, PrintStream out) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + " is there already, and is not overwritten");
        }
        Path keytool =
                Path.of(System.getProperty("java.home"), "bin", File.separatorChar == '/' ? "keytool" : "keytool.exe");
        if (!Files.isExecutable(keytool)) {
            throw new IOException("this Java has no keytool: there is none at " + keytool);
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new IOException("cannot make " + file + ": there is no directory " + folder);
        }
        try {
            make(keytool, file, folder, password);
        } catch (AccessDeniedException refused) {
            throw new IOException("cannot make " + file + ": this user may not write to " + folder, refused);
        } catch (FileSystemException refused) {
            String reason = Objects.requireNonNullElse(refused.getReason(), refused.toString());
            throw new IOException("cannot make " + file + ": " + reason, refused);
        }
        out.println("Made " + file + ", good for ten years. Copy it to each node, and set there:");
        out.println("  cluster.keystore=" + file + "   (or HALLEY_CLUSTER_KEYSTORE)");
        out.println("  cluster.keystorePassword=" + password + "   (or " + PASSWORD_VARIABLE + ")");
        out.println("The password is shown this once.");
    }

    private static void make(Path keytool, Path file, Path folder, String password) throws IOException {
        // In a folder that is the owner's alone, since keytool makes what everybody may read.
        Path ownersOnly = Files.createTempDirectory(folder, ".halley");
        Path made = ownersOnly.resolve("cluster.p12");
        try {
            run(keytool, made, password);
            if (Files.getFileStore(made).supportsFileAttributeView(PosixFileAttributeView.class)) {
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(made, file);
        } finally {
            Files.deleteIfExists(made);
            Files.delete(ownersOnly);
        }
    }

    private static void run(Path keytool, Path file, String password) throws IOException {
        // Not on the command line, which every user of the machine can see.
        ProcessBuilder command = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "cluster",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=halley-cluster",
                        "-validity",
                        DAYS,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass:env",
                        PASSWORD_VARIABLE))
                .redirectErrorStream(true);
        command.environment().put(PASSWORD_VARIABLE, password);
        Process process = command.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool could not make the key: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
