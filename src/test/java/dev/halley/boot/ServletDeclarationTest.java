package dev.halley.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServletDeclarationTest {

    @Test
    void theOtherPathsAreThoseThatAreNotTheServlets() {
        String others = new ServletDeclaration(Map.of(), List.of("/cometd/*", "*.bayeux", "/one")).otherPaths();
        assertThat(List.of("", "/", "/chat", "/cometdx", "/a/cometd", "/one/two", "/x.bayeux/y", "/a\nb"))
                .allMatch(path -> path.matches(others));
        assertThat(List.of("/cometd", "/cometd/", "/cometd/handshake", "/cometd/a\nb", "/x.bayeux", "/one"))
                .noneMatch(path -> path.matches(others));
    }

    @Test
    void theOtherPathsOfAServletThatHasNoMappingYetAreThoseBesideItsUsualOne() {
        String others = new ServletDeclaration(Map.of(), List.of()).otherPaths();

        assertThat(List.of("/cometd", "/cometd/", "/cometd/handshake")).noneMatch(path -> path.matches(others));
        assertThat(List.of("/", "/index.html", "/cometd2")).allMatch(path -> path.matches(others));
    }
}
