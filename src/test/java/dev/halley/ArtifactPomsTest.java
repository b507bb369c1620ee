package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Holds the POMs in {@code artifacts/}, under which the jars are published, to the build that makes these. */
class ArtifactPomsTest {

    private static final String OURS = "dev.halley";
    private static final String OUR_VERSION = "${project.version}";
    private static final Path ROOT = Path.of("pom.xml");

    /** An artifact of ours that somebody depends on. */
    private static final Pattern COORDINATES =
            Pattern.compile("<groupId>dev\\.halley</groupId>\\s*<artifactId>([^<]*)</artifactId>");

    static Stream<String> names() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("artifacts"))) {
            return folders
                    .filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void artifactIsNamedAndNumberedAsTheBuildIs(String name) throws Exception {
        Element project = project(name);

        assertThat(text(project, "groupId")).isEqualTo(OURS);
        assertThat(text(project, "artifactId")).isEqualTo("halley-" + name);
        assertThat(text(project, "version")).isEqualTo(text(project(ROOT), "version"));
    }

    /** What Maven Central asks of each. */
    @ParameterizedTest
    @MethodSource("names")
    void artifactSaysWhatItIsUnderWhichLicenceByWhomAndFromWhere(String name) throws Exception {
        Element project = project(name);
        Element build = project(ROOT);

        assertThat(text(project, "name")).isNotEmpty();
        assertThat(text(project, "description")).isNotEmpty();
        assertThat(children(project, "licenses").flatMap(all -> children(all, "license")))
                .singleElement()
                .satisfies(licence -> {
                    assertThat(text(licence, "name")).isEqualTo("Apache-2.0");
                    assertThat(text(licence, "url")).startsWith("https://");
                });
        for (String same : List.of("url", "developers", "scm", "issueManagement")) {
            assertThat(text(project, same)).as(same).isNotEmpty().isEqualTo(text(build, same));
        }
        assertThat(children(project, "scm").map(scm -> text(scm, "connection")))
                .allSatisfy(connection -> assertThat(connection).startsWith("scm:git:" + text(project, "url")));
    }

    /** @return the version of everything that is built here */
    static String builtVersion() throws Exception {
        return text(project(ROOT), "version");
    }

    @ParameterizedTest
    @MethodSource("names")
    void artifactStandsByItselfAndNamesNothingForTests(String name) throws Exception {
        Element project = project(name);

        assertThat(elements(project.getChildNodes()).map(Element::getTagName))
                .doesNotContain("parent", "properties", "build", "profiles", "repositories");
        assertThat(dependencies(project).map(dependency -> text(dependency, "scope")))
                .isSubsetOf("", "provided");
        assertThat(dependencies(project).map(dependency -> text(dependency, "classifier")))
                .containsOnly("");
    }

    @ParameterizedTest
    @MethodSource("names")
    void onlyOurOwnVersionIsASnapshotAndOthersAreTheBuilds(String name) throws Exception {
        Map<String, String> builds = PinnedVersionsTest.versions(ROOT);

        assertThat(dependencies(project(name))).allSatisfy(dependency -> {
            String artifact = text(dependency, "groupId") + ":" + text(dependency, "artifactId");
            if (text(dependency, "groupId").equals(OURS)) {
                assertThat(text(dependency, "version")).as(artifact).isEqualTo(OUR_VERSION);
            } else if (text(dependency, "groupId").equals("org.junit.jupiter")) {
                assertThat(text(dependency, "version")).as(artifact).isEqualTo(builds.get("org.junit:junit-bom"));
            } else {
                assertThat(text(dependency, "version"))
                        .as(artifact)
                        .isNotEmpty()
                        .doesNotContain("SNAPSHOT")
                        .isEqualTo(builds.get(artifact));
            }
        });
    }

    @Test
    void theListOfVersionsHasEachOtherArtifactAndNothingElse() throws Exception {
        assertThat(dependencies(project("bom")).map(dependency -> text(dependency, "artifactId")))
                .containsExactlyElementsOf(names().filter(name -> !name.equals("bom"))
                        .map(name -> "halley-" + name)
                        .toList());
    }

    @Test
    void theBuildInstallsEachArtifactUnderItsPom() throws Exception {
        assertThat(pomFiles("maven-install-plugin")).isEqualTo(expectedPomFiles());
    }

    @Test
    void theBuildSignsAndDeploysEachArtifactUnderItsPom() throws Exception {
        assertThat(pomFiles("maven-gpg-plugin")).isEqualTo(expectedPomFiles());
    }

    private static Map<String, String> expectedPomFiles() throws IOException {
        Map<String, String> expected = new TreeMap<>();
        names().forEach(name -> expected.put(
                name.equals("bom") ? "artifacts/bom/pom.xml" : "${project.build.directory}/halley-" + name + ".jar",
                "artifacts/" + name + "/pom.xml"));
        return expected;
    }

    /** @return the POM that each file gets by an execution of the plugin */
    private static Map<String, String> pomFiles(String plugin) throws Exception {
        Map<String, String> poms = new TreeMap<>();
        elements(project(ROOT).getElementsByTagName("plugin"))
                .filter(element -> text(element, "artifactId").equals(plugin))
                .flatMap(element -> elements(element.getElementsByTagName("configuration")))
                .filter(configuration -> !text(configuration, "pomFile").isEmpty())
                .forEach(configuration -> poms.put(text(configuration, "file"), text(configuration, "pomFile")));
        return poms;
    }

    @Test
    void pagesAndApplicationsNameNoArtifactThatIsNotThere() throws Exception {
        var known = new TreeSet<String>();
        names().forEach(name -> known.add("halley-" + name));
        try (Stream<Path> files = Stream.of("README.md", "docs", "templates", "src/test/consumers")
                .map(Path::of)
                .flatMap(ArtifactPomsTest::walk)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertThat(COORDINATES.matcher(text).results().map(found -> found.group(1)))
                        .as(file.toString())
                        .isSubsetOf(known);
            }
        }
    }

    private static Stream<Path> walk(Path place) {
        try {
            return Files.walk(place).filter(file -> file.toString().matches(".*\\.(md|xml)"));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Element project(String name) throws Exception {
        return project(Path.of("artifacts", name, "pom.xml"));
    }

    private static Element project(Path pom) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        return document.getDocumentElement();
    }

    private static Stream<Element> dependencies(Element project) {
        return elements(project.getElementsByTagName("dependency"));
    }

    private static String text(Element parent, String name) {
        return children(parent, name)
                .map(child -> child.getTextContent().trim())
                .findFirst()
                .orElse("");
    }

    private static Stream<Element> children(Element parent, String name) {
        return elements(parent.getChildNodes())
                .filter(child -> child.getTagName().equals(name));
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }
}
