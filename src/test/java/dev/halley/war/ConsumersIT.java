package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.FreePorts;
import dev.halley.testing.HttpTestClient;
import dev.halley.testing.ShortJvm;
import dev.halley.testing.WebSocketTestClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Builds the applications of {@code src/test/consumers}, which use Halley as a library, as their authors would: by Maven, with a
 * local repository in which nothing is but what our build installs. Then runs them.
 */
class ConsumersIT {

    private static final String VERSION = System.getProperty("halley.version", "0.1.0-SNAPSHOT");
    private static final Path TARGET = RunningWar.builtWar().toAbsolutePath().getParent();
    private static final Path LIBRARY = TARGET.resolve("halley-server.jar");
    private static final String[] TREE = {
        "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:tree", "-DoutputFile=target/tree.txt"
    };
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";

    /** Shared by the applications, so that what one of them has got the next one finds. */
    @TempDir
    private static Path temporary;

    private final HttpClient client = HttpClient.newHttpClient();

    /** By the executions of our build's own install plugin, without the rest of the build. */
    @BeforeAll
    static void installTheArtifacts() throws Exception {
        Files.writeString(temporary.resolve("settings.xml"), settings());
        List<String> installations = new ArrayList<>();
        try (Stream<Path> artifacts = Files.list(Path.of("artifacts"))) {
            artifacts
                    .filter(Files::isDirectory)
                    .forEach(artifact -> installations.add(
                            "org.apache.maven.plugins:maven-install-plugin:install-file@" + artifact.getFileName()));
        }
        maven(Path.of("").toAbsolutePath(), temporary.resolve("install.log"), installations);
    }

    @Test
    void applicationForAServerWithCdiGetsOnlyTheJsonParser() throws Exception {
        assertThat(librariesOf(build("container-cdi", TREE)))
                .containsExactlyInAnyOrder("halley-protocol", "halley-server", "jakarta.json-api", "parsson");
        assertThatTheTreeIsDocumented("container-cdi");
    }

    @Test
    void applicationWithoutCdiRuns() throws Exception {
        Path war = build("without-cdi");
        assertThat(librariesOf(war))
                .containsExactlyInAnyOrder("halley-protocol", "halley-server", "jakarta.json-api", "parsson");
        try (var application = RunningWar.runInItsContainer(war)) {
            assertThat(get(application.address().resolve("hello")))
                    .isEqualTo("attribute: " + fragmentStartsTheServer());
            assertThatHalleyIsServed(application.address());
        }
    }

    @Test
    void applicationWithWeldRuns() throws Exception {
        Path war = build("own-weld", TREE);
        assertThat(librariesOf(war))
                .contains("halley-server", "halley-weld", "weld-core-impl")
                .doesNotContain("weld-servlet-core");
        assertThatTheTreeIsDocumented("own-weld");
        try (var application = RunningWar.runInItsContainer(war)) {
            assertThat(get(application.address().resolve("hello"))).isEqualTo("injected: " + fragmentStartsTheServer());
            assertThatHalleyIsServed(application.address());
        }
    }

    @Test
    void twoOfAnApplicationWithTheClustersArtifactAreNodesOfACluster() throws Exception {
        Path war = build("with-cluster", TREE);
        assertThat(librariesOf(war))
                .containsExactlyInAnyOrder(
                        "halley-cluster", "halley-protocol", "halley-server", "jakarta.json-api", "jgroups", "parsson");
        assertThatTheTreeIsDocumented("with-cluster");
        int[] ports = FreePorts.some(2);
        try (var first = RunningWar.runInItsContainer(war, nodeOf(ports, 0));
                var second = RunningWar.runInItsContainer(war, nodeOf(ports, 1));
                Conversation ann = new Conversation(clientOf(first, true));
                Conversation bob = new Conversation(clientOf(second, true))) {
            ann.handshake();
            bob.handshake();
            ann.subscribe("/news");
            bob.publish("/news", "1");
            assertThat(ann.event().getInt("data")).isEqualTo(1);
        }
    }

    private static String[] nodeOf(int[] ports, int number) {
        return new String[] {
            "-Dhalley.cluster.name=consumers",
            "-Dhalley.cluster.node=n" + number,
            "-Dhalley.cluster.bind=127.0.0.1:" + ports[number],
            "-Dhalley.cluster.members=127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1]
        };
    }

    @Test
    void applicationWithoutCdiIsTestedWithTheTestKit() throws Exception {
        run("testkit-plain", TREE);

        assertThat(Files.readString(temporary.resolve("testkit-plain.log")))
                .contains("Tests run: 4, Failures: 0, Errors: 0, Skipped: 0");
        assertThatTheTreeIsDocumented("testkit-plain");
    }

    @Test
    void applicationWithCdiIsTestedWithTheTestKitAndWeld() throws Exception {
        run("testkit-cdi");

        assertThat(Files.readString(temporary.resolve("testkit-cdi.log")))
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void programThatReadsMessagesGetsOnlyTheJsonParser() throws Exception {
        Path target = run("protocol-only", TREE).resolve("target");
        assertThat(Programs.output(
                        "-cp",
                        target.resolve("protocol-only.jar") + File.pathSeparator + target.resolve("lib") + "/*",
                        "org.example.Reading"))
                .containsExactly("/news says {\"stars\":5}");
        assertThatTheTreeIsDocumented("protocol-only");
    }

    @Test
    void programWithTheClientRunsWithTheJsonParserAloneByClassPathAndAsAModule() throws Exception {
        Path target = run("client-only", TREE).resolve("target");
        Path jar = target.resolve("client-only.jar");
        Path lib = target.resolve("lib");
        try (Stream<Path> libraries = Files.list(lib)) {
            assertThat(libraries.map(file -> file.getFileName().toString().replaceAll("-[0-9].*", "")))
                    .containsExactlyInAnyOrder("halley-client", "halley-protocol", "jakarta.json-api", "parsson");
        }
        assertThatTheTreeIsDocumented("client-only");
        try (var server = RunningWar.run("--port", "0")) {
            String url = server.address().resolve("cometd").toString();
            List<String> hello = List.of("hello over websocket", "hello over streaming", "hello over long-polling");
            assertThat(Programs.output("-cp", jar + File.pathSeparator + lib + "/*", "org.example.Hello", url))
                    .isEqualTo(hello);
            assertThat(Programs.output(
                            "-p", jar + File.pathSeparator + lib, "-m", "org.example.hello/org.example.Hello", url))
                    .isEqualTo(hello);
        }
    }

    private static void assertThatTheTreeIsDocumented(String name) throws IOException {
        String tree = Files.readString(temporary.resolve(name).resolve("target/tree.txt"));
        assertThat(Files.readString(Path.of("docs/artifacts.md"))).contains("```\n" + tree + "```\n");
    }

    @Test
    void applicationInSpringBootServesAllTransportsAndItsService() throws Exception {
        run("spring-boot");
        Path target = temporary.resolve("spring-boot/target");
        String classPath = target.resolve("spring-boot.jar") + File.pathSeparator + target.resolve("lib") + "/*";
        try (var application = RunningWar.java(List.of("-cp", classPath, "org.example.Application"))) {
            assertThatHalleyIsServed(application.address());
            for (boolean webSocket : List.of(true, false)) {
                try (Conversation caller = new Conversation(clientOf(application, webSocket)).keepConnecting()) {
                    caller.handshake();
                    caller.subscribe("/ticks");
                    caller.connect("");
                    caller.send("/service/tick", ",\"data\":{}");
                    assertThat(caller.first(message ->
                                            message.getString("channel").equals("/ticks"))
                                    .getInt("data"))
                            .isEqualTo(webSocket ? 1 : 2);
                }
            }
        }
    }

    @Test
    void applicationInSpringBootIsAClientUntilItIsStopped() throws Exception {
        Path project = run("spring-boot-client");
        Path target = project.resolve("target");
        String classPath = target.resolve("spring-boot-client.jar") + File.pathSeparator + target.resolve("lib") + "/*";
        try (var server = RunningWar.run("--port", "0");
                Conversation customer = new Conversation(clientOf(server, true)).keepConnecting()) {
            // Its session outlives a slow start of the application.
            customer.handshake();
            customer.connect("");
            customer.subscribe("/orders/packer");
            customer.subscribe("/orders/packed");
            List<String> command = ShortJvm.command();
            command.addAll(List.of(
                    "-cp",
                    classPath,
                    "org.example.Application",
                    "--bayeux.url=" + server.address().resolve("cometd")));
            Process application = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(temporary.resolve("spring-boot-client.out").toFile())
                    .start();
            try {
                assertThat(customer.event().getString("data")).isEqualTo("ready");
                customer.publish("/orders/new", "{\"article\":\"apple\",\"quantity\":4}");
                assertThat(customer.event().getString("data")).isEqualTo("4 × apple");
                application.toHandle().destroy();
                assertThat(application.waitFor(1, TimeUnit.MINUTES)).isTrue();
            } finally {
                application.destroyForcibly();
            }
        }
    }

    private static BayeuxTestClient clientOf(RunningWar application, boolean webSocket) {
        int port = application.address().getPort();
        return webSocket ? WebSocketTestClient.open(port, "/cometd", Map.of()) : HttpTestClient.longPolling(port);
    }

    /** Its file is deployed on containers later in the build, by {@code TemplateIT} of {@code test-deployments}. */
    @Test
    void theTemplateIsAnApplicationThatStartsInOneCommandAndOneFileForEveryContainer() throws Exception {
        Path project = temporary.resolve("my-application");
        copy(Path.of("templates/application"), project);
        Process maven = maven(project, List.of("package", "jetty:run", "-Djetty.http.port=0"));
        try {
            int port = portIn(maven);
            assertThat(get(URI.create("http://127.0.0.1:" + port + "/"))).contains("Greetings");
            try (Conversation ann = new Conversation(WebSocketTestClient.open(port, "/cometd", Map.of()))) {
                ann.handshake();
                ann.subscribe("/greetings");
                assertThat(ann.publish("/greetings", "{\"from\":\"ann\",\"text\":\" \"}")
                                .getString("error"))
                        .startsWith("404");
                ann.publish("/greetings", "{\"from\":\"ann\",\"text\":\"hello\"}");
                assertThat(ann.event().getJsonObject("data").getString("text")).isEqualTo("hello");
            }
        } finally {
            maven.descendants().forEach(ProcessHandle::destroyForcibly);
            maven.destroyForcibly();
        }
        Path war = project.resolve("target/application.war");
        assertThat(librariesOf(war))
                .contains("halley-server", "halley-weld", "weld-core-impl", "yasson")
                .doesNotContain("weld-servlet-core");
        Path kept = Files.createDirectories(TARGET.resolve("consumers")).resolve("application.war");
        Files.copy(war, kept, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Waits for the line in which Jetty says where it listens. */
    private static int portIn(Process jetty) throws IOException {
        Pattern started = Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}.*");
        StringBuilder log = new StringBuilder();
        BufferedReader output = jetty.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.append(line).append('\n');
            Matcher matcher = started.matcher(line);
            if (matcher.find()) {
                CompletableFuture.runAsync(() -> output.lines().forEach(more -> {}));
                return Integer.parseInt(matcher.group(1));
            }
        }
        throw new AssertionError("Jetty did not start:\n" + log);
    }

    private void assertThatHalleyIsServed(URI application) throws Exception {
        for (String script : scriptsInTheLibrary()) {
            assertThat(get(application.resolve(script))).as(script).isNotEmpty();
        }
        if (fragmentStartsTheServer()) {
            var request = HttpRequest.newBuilder(application.resolve("cometd"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(HANDSHAKE));
            assertThat(send(request)).contains("\"successful\":true");
        }
    }

    private String get(URI address) throws Exception {
        return send(HttpRequest.newBuilder(address));
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.uri().toString()).isEqualTo(200);
        return response.body();
    }

    private static boolean fragmentStartsTheServer() throws IOException {
        try (var library = new JarFile(LIBRARY.toFile());
                var fragment = library.getInputStream(library.getEntry("META-INF/web-fragment.xml"))) {
            return new String(fragment.readAllBytes())
                    .replaceAll("(?s)<!--.*?-->", "")
                    .contains("<servlet>");
        }
    }

    private static List<String> scriptsInTheLibrary() throws IOException {
        String root = "META-INF/resources/";
        return names(LIBRARY)
                .filter(name -> name.startsWith(root) && name.endsWith(".js"))
                .map(name -> name.substring(root.length()))
                .toList();
    }

    private static List<String> librariesOf(Path war) throws IOException {
        String folder = "WEB-INF/lib/";
        return names(war)
                .filter(name -> name.startsWith(folder) && name.endsWith(".jar"))
                .map(name -> name.substring(folder.length()).replaceAll("-[0-9][^/]*\\.jar$", ""))
                .toList();
    }

    private static Stream<String> names(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream().map(entry -> entry.getName()).toList().stream();
        }
    }

    /** @return the application's WAR */
    private static Path build(String name, String... goals) throws Exception {
        return run(name, goals).resolve("target").resolve(name + ".war");
    }

    /** Builds the application and runs its tests, and then the goals. @return its folder */
    private static Path run(String name, String... goals) throws Exception {
        Path project = temporary.resolve(name);
        copy(Path.of("src/test/consumers", name), project);
        List<String> all = new ArrayList<>(List.of("package"));
        all.addAll(List.of(goals));
        maven(project, temporary.resolve(name + ".log"), all);
        return project;
    }

    private static void maven(Path project, Path log, List<String> arguments) throws Exception {
        Process process = maven(project, arguments);
        try {
            Files.copy(process.getInputStream(), log);
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("Maven ended").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process maven(Path project, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--no-transfer-progress",
                "--settings=" + temporary.resolve("settings.xml"),
                "--global-settings=" + temporary.resolve("settings.xml"),
                "-Dmaven.repo.local=" + temporary.resolve("empty"),
                "-Dhalley.version=" + VERSION));
        command.addAll(arguments);
        var maven = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().put("MAVEN_OPTS", ShortJvm.options());
        return maven.start();
    }

    /**
     * What Maven is to ask before the repository that it knows: what this machine has downloaded. So a project of ours that needs
     * only what the build needed anyway downloads nothing.
     */
    private static String settings() {
        return """
                <settings>
                  <profiles>
                    <profile>
                      <id>this-machine</id>
                      <repositories>%1$s</repositories>
                      <pluginRepositories>%2$s</pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles>
                    <activeProfile>this-machine</activeProfile>
                  </activeProfiles>
                </settings>
                """.formatted(
                        repository("repository", "downloaded", Path.of(System.getProperty("maven.downloaded"))),
                        repository("pluginRepository", "downloaded", Path.of(System.getProperty("maven.downloaded"))));
    }

    private static String repository(String element, String id, Path folder) {
        return """
                <%1$s>
                  <id>%2$s</id>
                  <url>%3$s</url>
                  <releases><checksumPolicy>ignore</checksumPolicy></releases>
                  <snapshots><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></snapshots>
                </%1$s>
                """.formatted(element, id, folder.toUri());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }
}
