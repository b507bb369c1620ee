package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Conversation;
import dev.halley.testing.FreePorts;
import dev.halley.testing.ShortJvm;
import dev.halley.testing.WebSocketTestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built WAR makes the file that the nodes of a cluster share. */
class ClusterKeystoreIT {

    private static final String OPTION = "--make-cluster-keystore";

    private final int[] ports = FreePorts.some(2);

    @TempDir
    private Path directory;

    @Test
    void nodesWithTheFileThatWasMadeAreLinkedByTls() throws Exception {
        Path file = directory.resolve("cluster.p12");
        String password =
                passwordIn(Programs.output("-jar", RunningWar.builtWar().toString(), OPTION, file.toString()));

        try (RunningWar first = node(0, file, password);
                RunningWar second = node(1, file, password);
                Conversation ann = client(first);
                Conversation bob = client(second)) {
            awaitLinked(first, second);
            ann.handshake();
            bob.handshake();
            ann.subscribe("/news");
            bob.subscribe("/news");
            ann.publish("/news", "1");
            assertThat(bob.event().getInt("data")).isEqualTo(1);
            bob.publish("/news", "2");
            assertThat(List.of(ann.event().getInt("data"), ann.event().getInt("data")))
                    .containsExactly(1, 2);

            SSLSession link = linkTo(ports[0], file, password.toCharArray());
            assertThat(link.getProtocol()).isEqualTo("TLSv1.3");
            assertThat(link.getPeerPrincipal().getName()).isEqualTo("CN=halley-cluster");
        }
    }

    private static String passwordIn(List<String> said) {
        Matcher password = Pattern.compile("cluster\\.keystorePassword=(\\S+)").matcher(String.join("\n", said));
        assertThat(password.find()).as("%s", said).isTrue();
        return password.group(1);
    }

    private RunningWar node(int number, Path keystore, String password) {
        return RunningWar.run(
                "--port=0",
                "-Dhalley.cluster.name=it",
                "-Dhalley.cluster.expected=2",
                "-Dhalley.cluster.node=n" + number,
                "-Dhalley.cluster.bind=127.0.0.1:" + ports[number],
                "-Dhalley.cluster.members=127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1],
                "-Dhalley.cluster.keystore=" + keystore,
                "-Dhalley.cluster.keystorePassword=" + password);
    }

    /** Returns when the nodes see each other: what is published before that stays on its node. */
    private static void awaitLinked(RunningWar... nodes) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        for (RunningWar node : nodes) {
            URI health = node.address().resolve("health/ready");
            HttpRequest request = HttpRequest.newBuilder(health).build();
            // After a minute alone a node says that it is ready.
            long end = System.nanoTime() + Duration.ofSeconds(50).toNanos();
            int status;
            do {
                status = http.send(request, BodyHandlers.discarding()).statusCode();
            } while (status != 200 && System.nanoTime() < end);
            assertThat(status).as("%s is not linked", health).isEqualTo(200);
        }
    }

    private static Conversation client(RunningWar server) {
        return new Conversation(WebSocketTestClient.open(server.address().getPort(), "/cometd", Map.of()));
    }

    /** Shakes hands as a node does, with the key of the file. */
    private static SSLSession linkTo(int port, Path file, char[] password) throws Exception {
        KeyStore keystore = KeyStore.getInstance(file.toFile(), password);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keystore, password);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keystore);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        try (SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
            socket.startHandshake();
            return socket.getSession();
        }
    }

    @Test
    void fileThatIsThereIsNotOverwritten() throws Exception {
        Path file = Files.writeString(directory.resolve("cluster.p12"), "mine");

        assertThatItFails(1, List.of(), file + " is there already, and is not overwritten", OPTION, file.toString());

        assertThat(file).hasContent("mine");
    }

    @Test
    void directoryThatIsNotThereIsNamed() throws Exception {
        Path file = directory.resolve("none").resolve("cluster.p12");

        assertThatItFails(1, List.of(), "there is no directory " + file.getParent(), OPTION, file.toString());
    }

    @Test
    void directoryThatThisUserMayNotWriteIsNamed() throws Exception {
        Path closed = Files.createDirectory(directory.resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        Path file = closed.resolve("cluster.p12");
        // Permissions do not bind the administrator, unless that right is given up.
        boolean administrator = Files.isWritable(closed);

        assertThatItFails(
                1,
                administrator ? List.of("setpriv", "--bounding-set=-dac_override") : List.of(),
                "cannot make " + file + ": this user may not write to " + closed,
                OPTION,
                file.toString());
    }

    @Test
    void missingNameOfTheFileIsWrongUsage() throws Exception {
        assertThatItFails(2, List.of(), OPTION + " needs a value", OPTION);
    }

    /** @param before the command that runs Java, if there is one */
    private static void assertThatItFails(int exitCode, List<String> before, String message, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(before);
        command.addAll(ShortJvm.command());
        command.addAll(List.of("-jar", RunningWar.builtWar().toString()));
        command.addAll(List.of(options));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes());
        assertThat(program.waitFor()).as(said).isEqualTo(exitCode);
        assertThat(said).startsWith("halley: ").contains(message).hasLineCount(1);
    }
}
