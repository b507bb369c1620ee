package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The Java, JavaScript and XML that the documentation shows is taken from code, builds and descriptors that tests run. Whitespace may
 * differ, a line {@code // …} or {@code <!-- … -->} and {@code { … }} stand for what is left out, and imports may stand elsewhere.
 */
class DocumentSnippetsTest {

    private static final Set<String> CODE = Set.of("java", "js", "mjs", "jsx", "ts", "html", "xml");

    /** Texts, of which tests of their own read some: {@code ConsumersIT}, {@code files.test.mjs}. */
    private static final Set<String> NO_CODE = Set.of("", "json", "mermaid", "properties", "sh", "yaml");

    /** What cannot run, by page and one of its lines, with the reason. */
    private static final Map<SnippetName, String> EXCEPTIONS = Map.of(
            new SnippetName("docs/cdi.md", "public class Timetable {"),
            "An Enterprise Bean, whose API Tomcat and Jetty lack: StartupSingleton of test-deployments is one by ejb-jar.xml.",
            new SnippetName("docs/cdi.md", "  <param-name>org.jboss.weld.context.mapping</param-name>"),
            "WeldBoot sets the same where halley-weld starts Weld, as test-deployments do on Tomcat.",
            new SnippetName(
                    "docs/deploy/tomcat.md",
                    "           maxConnections=\"20000\" maxThreads=\"200\" minSpareThreads=\"200\"/>"),
            "Numbers for a large server; those of test-deployments are smaller.",
            new SnippetName("docs/testing.md", "  <artifactId>halley-cluster</artifactId>"),
            "No application that tests build has tests of a cluster; TestClusterTest runs in this build.",
            new SnippetName("docs/transports.md", "    com.example.SerialLineTransport"),
            "A class of the reader's; TransportPlugInTest names others.");

    private final List<Snippet> snippets = Snippet.inDocumentation();

    DocumentSnippetsTest() throws IOException {}

    /** @param line a line of it */
    private record SnippetName(String page, String line) {

        boolean names(Snippet snippet) {
            return snippet.page().equals(Path.of(page))
                    && snippet.text().lines().anyMatch(line::equals);
        }
    }

    private static boolean isExcepted(Snippet snippet) {
        return EXCEPTIONS.keySet().stream().anyMatch(name -> name.names(snippet));
    }

    @Test
    void allThatIsShownIsTakenFromCodeThatTestsRun() throws IOException {
        SourcesOfTests sources = SourcesOfTests.read();
        List<Snippet> code = snippets.stream()
                .filter(snippet -> CODE.contains(snippet.language()))
                .toList();
        List<Snippet> unknown =
                code.stream().filter(snippet -> !sources.contain(snippet)).toList();

        long pages = code.stream().map(Snippet::page).distinct().count();
        System.getLogger("documentation")
                .log(
                        Level.INFO,
                        "{0} pages show {1} pieces of code; tests run {2} of them.",
                        pages,
                        code.size(),
                        code.size() - unknown.size());
        assertThat(code).hasSizeGreaterThan(100);
        assertThat(unknown)
                .as("code in the documentation that is in no source that a test runs")
                .filteredOn(snippet -> !isExcepted(snippet))
                .isEmpty();
        assertThat(EXCEPTIONS)
                .as("exceptions that are none, or that name no snippet")
                .allSatisfy((name, reason) -> assertThat(unknown)
                        .as("%s", name)
                        .filteredOn(name::names)
                        .hasSize(1));
    }

    @Test
    void eachSnippetSaysInWhichLanguageItIs() {
        assertThat(snippets)
                .extracting(Snippet::language)
                .allMatch(language -> CODE.contains(language) || NO_CODE.contains(language));
    }

    @Test
    void aSnippetThatDiffersInAWordIsInNoSource() {
        Map<Path, String> sources = Map.of(
                Path.of("A.java"), "import a.B;\n\nclass A {\n    @Test\n    void a() {\n        b(1, 2);\n    }\n}\n");
        SourcesOfTests tests = SourcesOfTests.of(sources);

        assertThat(List.of(
                        "@Test void a() { b(1, 2); }",
                        "class A {\n    // …\n    b(\n        1,\n        2);",
                        "@Test\nvoid a() { … }",
                        "import a.B;\nvoid a()"))
                .allMatch(text -> tests.contain(snippet(text)));
        assertThat(List.of(
                        "void b()",
                        "void a() { b(1, 3); }",
                        "b(1, 2);\n// …\nclass A {",
                        "classA {",
                        "import a.C;\nvoid a()"))
                .noneMatch(text -> tests.contain(snippet(text)));
    }

    @Test
    void aClassThatNoTestNamesIsNoSource() {
        Path folder = Path.of("src", "test", "java", "a");
        SourcesOfTests tests = SourcesOfTests.of(Map.of(
                folder.resolve("Used.java"), "class Used { int number; }",
                folder.resolve("Shown.java"), "class Shown { int answer; }",
                folder.resolve("UsedTest.java"), "class UsedTest { Used used; }"));

        assertThat(tests.contain(snippet("int number;"))).isTrue();
        assertThat(tests.contain(snippet("int answer;"))).isFalse();
    }

    private static Snippet snippet(String text) {
        return new Snippet(Path.of("README.md"), 1, "java", text);
    }
}
