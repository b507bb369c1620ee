package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.BayeuxTestClient;
import dev.halley.testing.Conversation;
import dev.halley.testing.HttpTestClient;
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
 * Builds the applications of {@code src/test/consumers}, which use Halley as a library, as their authors would: by Maven, from
 * an empty local repository, with nothing but the jar and the POM that we publish. Then runs them.
 */
class ConsumersIT {

    private static final String VERSION = System.getProperty("halley.version", "0.1.0-SNAPSHOT");
    private static final Path TARGET = RunningWar.builtWar().toAbsolutePath().getParent();
    private static final Path LIBRARY = TARGET.resolve("halley-classes.jar");
    private static final Path CLIENT = TARGET.resolve("halley-client.jar");
    private static final String HANDSHAKE = """
            [{"channel":"/meta/handshake","version":"1.0","supportedConnectionTypes":["long-polling"]}]""";

    /** Shared by the applications, so that what one of them has got the next one finds. */
    @TempDir
    private static Path temporary;

    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeAll
    static void publishTheLibrary() throws IOException {
        Path folder = Files.createDirectories(
                temporary.resolve("published/dev/halley/halley").resolve(VERSION));
        Files.copy(Path.of("pom.xml"), folder.resolve("halley-" + VERSION + ".pom"));
        Files.copy(LIBRARY, folder.resolve("halley-" + VERSION + "-classes.jar"));
        Files.copy(TARGET.resolve("halley-testkit.jar"), folder.resolve("halley-" + VERSION + "-testkit.jar"));
        Files.copy(CLIENT, folder.resolve("halley-" + VERSION + "-client.jar"));
        Files.writeString(temporary.resolve("settings.xml"), settings());
    }

    @Test
    void applicationForAServerWithCdiGetsOnlyTheJsonParser() throws Exception {
        assertThat(librariesOf(build("container-cdi")))
                .containsExactlyInAnyOrder("halley", "jakarta.json-api", "parsson");
    }

    @Test
    void applicationWithoutCdiRuns() throws Exception {
        Path war = build("without-cdi");
        assertThat(librariesOf(war)).containsExactlyInAnyOrder("halley", "jakarta.json-api", "parsson");
        try (var application = RunningWar.runInItsContainer(war)) {
            assertThat(get(application.address().resolve("hello")))
                    .isEqualTo("attribute: " + fragmentStartsTheServer());
            assertThatHalleyIsServed(application.address());
        }
    }

    @Test
    void applicationWithWeldRuns() throws Exception {
        Path war = build("own-weld");
        assertThat(librariesOf(war)).contains("halley", "jakarta.json-api", "parsson", "weld-servlet-core");
        try (var application = RunningWar.runInItsContainer(war)) {
            assertThat(get(application.address().resolve("hello"))).isEqualTo("injected: " + fragmentStartsTheServer());
            assertThatHalleyIsServed(application.address());
        }
    }

    @Test
    void applicationWithoutCdiIsTestedWithTheTestKit() throws Exception {
        run("testkit-plain");

        assertThat(Files.readString(temporary.resolve("testkit-plain.log")))
                .contains("Tests run: 4, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void applicationWithCdiIsTestedWithTheTestKitAndWeld() throws Exception {
        run("testkit-cdi");

        assertThat(Files.readString(temporary.resolve("testkit-cdi.log")))
                .contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
    }

    @Test
    void programWithTheClientRunsWithTheJsonParserAlone() throws Exception {
        build("client-only");
        Path target = temporary.resolve("client-only/target");
        try (Stream<Path> libraries = Files.list(target.resolve("lib"))) {
            assertThat(libraries.map(jar -> jar.getFileName().toString().replaceAll("-[0-9].*", "")))
                    .containsExactlyInAnyOrder("halley", "jakarta.json-api", "parsson");
        }
        try (var server = RunningWar.run("--port", "0")) {
            Process program = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            target.resolve("client-only.jar") + File.pathSeparator + target.resolve("lib") + "/*",
                            "org.example.Hello",
                            server.address().resolve("cometd").toString())
                    .redirectErrorStream(true)
                    .start();
            try {
                String output = new String(program.getInputStream().readAllBytes());
                assertThat(program.waitFor()).as(output).isZero();
                assertThat(output.lines()).containsExactly("hello over websocket", "hello over long-polling");
            } finally {
                program.destroyForcibly();
            }
        }
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

    private static BayeuxTestClient clientOf(RunningWar application, boolean webSocket) {
        int port = application.address().getPort();
        return webSocket ? WebSocketTestClient.open(port, "/cometd", Map.of()) : HttpTestClient.longPolling(port);
    }

    @Test
    void theTemplateIsAnApplicationThatStartsInOneCommand() throws Exception {
        Path project = temporary.resolve("my-application");
        copy(Path.of("templates/application"), project);
        Process maven = maven(project, "jetty:run", "-Djetty.http.port=0");
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
    private static Path build(String name) throws Exception {
        return run(name).resolve("target").resolve(name + ".war");
    }

    /** Builds the application and runs its tests. @return its folder */
    private static Path run(String name) throws Exception {
        Path project = temporary.resolve(name);
        copy(Path.of("src/test/consumers", name), project);
        Path log = temporary.resolve(name + ".log");
        Process process = maven(project, "package");
        try {
            Files.copy(process.getInputStream(), log);
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).as("Maven ended").isTrue();
            assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        } finally {
            process.destroyForcibly();
        }
        return project;
    }

    private static Process maven(Path project, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--no-transfer-progress",
                "--settings=" + temporary.resolve("settings.xml"),
                "--global-settings=" + temporary.resolve("settings.xml"),
                "-Dmaven.repo.local=" + temporary.resolve("empty"),
                "-Dhalley.version=" + VERSION));
        command.addAll(List.of(arguments));
        var maven = new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true);
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return maven.start();
    }

    /**
     * What Maven is to ask before the repository that it knows: what we publish, then what this machine has downloaded. So a
     * project of ours that needs only what the build needed anyway downloads nothing.
     */
    private static String settings() {
        return """
                <settings>
                  <profiles>
                    <profile>
                      <id>this-machine</id>
                      <repositories>%1$s%2$s</repositories>
                      <pluginRepositories>%3$s</pluginRepositories>
                    </profile>
                  </profiles>
                  <activeProfiles>
                    <activeProfile>this-machine</activeProfile>
                  </activeProfiles>
                </settings>
                """.formatted(
                        repository("repository", "published", temporary.resolve("published")),
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
