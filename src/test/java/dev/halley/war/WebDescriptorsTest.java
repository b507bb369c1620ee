package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Compares what the WAR declares for itself with what the library declares for applications. */
class WebDescriptorsTest {

    private static final List<String> DECLARATIONS = List.of("listener", "servlet", "filter", "filter-mapping");

    private final Element war = parse("src/main/webapp/WEB-INF/web.xml");
    private final Element fragment = parse("src/main/resources/META-INF/web-fragment.xml");

    @Test
    void applicationsGetTheSameServletsAndListenersAsTheWar() {
        assertThat(declarations(fragment)).isEqualTo(declarations(war));
    }

    @Test
    void onlyTheWarMapsTheServletSinceAnApplicationMayHaveAnotherOnThatPath() {
        assertThat(texts(war, "url-pattern")).contains("/cometd/*");
        assertThat(elements(fragment, "servlet-mapping")).isEmpty();
    }

    @Test
    void declaredClassesExist() {
        for (String tag : List.of("listener-class", "servlet-class", "filter-class")) {
            assertThat(texts(war, tag))
                    .allSatisfy(name -> assertThat(Class.forName(name)).isNotNull());
        }
    }

    @Test
    void fragmentHasTheNameThatApplicationsOrderItBy() {
        assertThat(texts(fragment, "name")).containsExactly("halley");
    }

    @Test
    void warLeavesNoJarOfItsOwnToStartAnything() {
        assertThat(elements(war, "absolute-ordering")).singleElement().satisfies(empty -> assertThat(
                        empty.getChildNodes().getLength())
                .isZero());
    }

    /** Every declaration as one line of text, without the demo, and without settings and descriptions, which are their own. */
    private static List<String> declarations(Element root) {
        List<String> lines = new ArrayList<>();
        for (String tag : DECLARATIONS) {
            for (Element element : elements(root, tag)) {
                String line = tag + ": " + withoutSettings(element);
                if (!line.contains("=dev.halley.demo.")) {
                    lines.add(line);
                }
            }
        }
        return lines;
    }

    private static List<String> withoutSettings(Element declaration) {
        return nodes(declaration.getChildNodes()).stream()
                .filter(Element.class::isInstance)
                .filter(node -> !List.of("init-param", "description").contains(node.getNodeName()))
                .map(node -> node.getNodeName() + "=" + node.getTextContent().strip())
                .toList();
    }

    private static List<String> texts(Element root, String tag) {
        return elements(root, tag).stream()
                .map(element -> element.getTextContent().strip())
                .toList();
    }

    private static List<Element> elements(Element root, String tag) {
        return nodes(root.getElementsByTagName(tag)).stream()
                .map(Element.class::cast)
                .toList();
    }

    private static List<Node> nodes(NodeList list) {
        return IntStream.range(0, list.getLength()).mapToObj(list::item).toList();
    }

    private static Element parse(String file) {
        try {
            var factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            return factory.newDocumentBuilder().parse(Path.of(file).toFile()).getDocumentElement();
        } catch (Exception unreadable) {
            throw new AssertionError(file, unreadable);
        }
    }
}
