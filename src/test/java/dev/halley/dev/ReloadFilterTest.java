package dev.halley.dev;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.DefaultServlet;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadFilterTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path files;

    private Server server;
    private ServletContextHandler application;

    @BeforeEach
    void startServer() throws Exception {
        Files.createDirectories(files.resolve("chat"));
        Files.writeString(files.resolve("chat/index.html"), "<p>Hello</p>");
        Files.writeString(files.resolve("chat/chat.js"), "let x;");
        server = new Server(new InetSocketAddress("127.0.0.1", 0));
        application = new ServletContextHandler("/app");
        application.setBaseResourceAsPath(files);
        application.addServlet(DefaultServlet.class, "/");
        application.addFilter(ReloadFilter.class, "/*", EnumSet.of(DispatcherType.REQUEST));
        server.setHandler(application);
        server.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        server.stop();
    }

    @Test
    void pagesGetTheScriptAndOtherFilesDoNot() throws Exception {
        assertThat(get("/app/chat/")).startsWith("<p>Hello</p>").contains("src=\"/app/halley-dev/reload.js\"");
        assertThat(get("/app/halley-dev/reload.js")).contains("location.reload()");
        assertThat(get("/app/chat/index.html")).isEqualTo(get("/app/chat/"));
        assertThat(get("/app/chat/chat.js")).isEqualTo("let x;");
    }

    @Test
    void stampStaysWhileNothingChanges() throws Exception {
        assertThat(stamp()).isEqualTo(stamp());
    }

    @Test
    void stampChangesWithAFile() throws Exception {
        String before = stamp();
        Files.setLastModifiedTime(files.resolve("chat/chat.js"), FileTime.fromMillis(1));
        assertThat(stamp()).isNotEqualTo(before);
    }

    @Test
    void stampChangesWithAFileThatIsRemoved() throws Exception {
        String before = stamp();
        Files.delete(files.resolve("chat/chat.js"));
        assertThat(stamp()).isNotEqualTo(before);
    }

    @Test
    void stampChangesWhenTheApplicationStartsAgain() throws Exception {
        String before = stamp();
        application.stop();
        application.start();
        assertThat(stamp()).isNotEqualTo(before);
    }

    private String stamp() throws Exception {
        return get("/app/halley-dev/stamp");
    }

    private String get(String path) throws Exception {
        var request = HttpRequest.newBuilder(server.getURI().resolve(path)).build();
        var response = client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).as(path).isEqualTo(200);
        return response.body();
    }
}
