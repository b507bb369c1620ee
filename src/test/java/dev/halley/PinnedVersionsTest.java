package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Holds the builds beside the server's to its versions: its POM owns those of libraries and plugins that others name as well. */
class PinnedVersionsTest {

    private static final Path OWNER = Path.of("pom.xml");

    /** What a POM names with a version; the formatter is no artifact of a plugin's, but a setting. */
    private static final String[] PINNED = {"dependency", "plugin", "palantirJavaFormat"};

    private static final Pattern PROPERTY = Pattern.compile("\\$\\{([^}]+)}");

    /** Those that work on what the server's build has made; applications in the repository pin what they like. */
    static Stream<Path> poms() throws IOException {
        try (Stream<Path> top = Files.list(Path.of(""))) {
            return top
                    .filter(folder -> !folder.endsWith("target"))
                    .filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .flatMap(PinnedVersionsTest::within)
                    .toList()
                    .stream();
        }
    }

    private static Stream<Path> within(Path folder) {
        try (Stream<Path> inner = Files.list(folder)) {
            return Stream.concat(Stream.of(folder), inner)
                    .map(one -> one.resolve("pom.xml"))
                    .filter(Files::exists)
                    .toList()
                    .stream();
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    @ParameterizedTest
    @MethodSource("poms")
    void aBuildBesideTheServersNamesNoOtherVersions(Path pom) throws Exception {
        Map<String, String> owned = versions(OWNER);
        Map<String, String> shared = versions(pom);
        shared.keySet().retainAll(owned.keySet());

        assertThat(shared).isNotEmpty().allSatisfy((artifact, version) -> assertThat(version)
                .as(artifact)
                .isEqualTo(owned.get(artifact)));
    }

    /** @return the version of each artifact that has one */
    static Map<String, String> versions(Path pom) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
        Map<String, String> properties = new HashMap<>();
        elements(document, "properties")
                .flatMap(PinnedVersionsTest::children)
                .forEach(property -> properties.put(property.getTagName(), property.getTextContent()));
        Map<String, String> versions = new TreeMap<>();
        for (String name : PINNED) {
            elements(document, name).forEach(pinned -> {
                String version = child(pinned, "version", "");
                if (!version.isEmpty()) {
                    String artifact = child(pinned, "groupId", "org.apache.maven.plugins") + ":"
                            + child(pinned, "artifactId", name);
                    versions.put(artifact, resolved(version, properties));
                }
            });
        }
        return versions;
    }

    private static String resolved(String text, Map<String, String> properties) {
        return PROPERTY.matcher(text)
                .replaceAll(property ->
                        Matcher.quoteReplacement(properties.getOrDefault(property.group(1), property.group())));
    }

    private static String child(Element element, String name, String absent) {
        return children(element)
                .filter(one -> one.getTagName().equals(name))
                .map(one -> one.getTextContent().trim())
                .findFirst()
                .orElse(absent);
    }

    private static Stream<Element> elements(Document document, String name) {
        return elements(document.getElementsByTagName(name));
    }

    private static Stream<Element> children(Element element) {
        return elements(element.getChildNodes());
    }

    private static Stream<Element> elements(NodeList nodes) {
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }
}
