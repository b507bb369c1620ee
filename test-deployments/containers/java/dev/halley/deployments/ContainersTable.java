package dev.halley.deployments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads the reports of the runs on containers and writes {@code target/containers.md}; after a run of all, compares it with the
 * table of README.md. {@code test-deployments/run} calls it at its end.
 */
class ContainersTable {

    private static final Path REPORTS =
            Container.target().resolve("test-deployments").resolve("reports");

    /** One run: a container on a JDK. */
    private record Run(Container container, String java) {

        String row(Result result) {
            return "| %s | %s | %s | %s |"
                    .formatted(
                            container.properties().getProperty("title"),
                            container.version(),
                            java,
                            result.failed == 0 ? "passes" : "fails");
        }
    }

    /** What came of it. */
    private record Result(int tests, int failed, int skipped) {

        Result plus(Result other) {
            return new Result(tests + other.tests, failed + other.failed, skipped + other.skipped);
        }
    }

    @Test
    void theReadmesTableSaysWhatWasSeen() throws Exception {
        Map<String, Run> runs = new TreeMap<>();
        Map<String, Result> results = new TreeMap<>();
        try (Stream<Path> reports = Files.walk(REPORTS)) {
            for (Path report : reports.filter(
                            file -> file.getFileName().toString().matches("TEST-.*\\.xml"))
                    .toList()) {
                read(report, runs, results);
            }
        }
        write(runs, results);

        if (Boolean.getBoolean("halley.containers.whole")) {
            assertThatTheReadmeHas(runs, results);
        }
    }

    private static void assertThatTheReadmeHas(Map<String, Run> runs, Map<String, Result> results) throws IOException {
        assertThat(runs.values().stream().map(run -> run.container().name())).containsAll(containersOfEachBuild());
        List<String> rows = Files.readAllLines(Path.of("README.md")).stream()
                .filter(line -> line.startsWith("| "))
                .toList();
        for (Map.Entry<String, Run> run : runs.entrySet()) {
            if (List.of("17", "25").contains(run.getValue().java())) {
                assertThat(rows).contains(run.getValue().row(results.get(run.getKey())));
            }
        }
    }

    private static void read(Path report, Map<String, Run> runs, Map<String, Result> results) throws Exception {
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(report.toFile());
        Map<String, String> properties = elements(document, "property")
                .collect(Collectors.toMap(
                        one -> one.getAttribute("name"), one -> one.getAttribute("value"), (a, b) -> a));
        String container = properties.get(Container.NAME);
        if (container == null || !Files.exists(Container.FOLDERS.resolve(container))) {
            return;
        }
        String java = properties.get(Container.JAVA_VERSION);
        Run run = new Run(Container.named(container), java);
        Element suite = document.getDocumentElement();
        Result result = new Result(
                number(suite, "tests"), number(suite, "failures") + number(suite, "errors"), number(suite, "skipped"));
        String key = container + " " + java;
        runs.put(key, run);
        results.merge(key, result, Result::plus);
    }

    private static void write(Map<String, Run> runs, Map<String, Result> results) throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "| container | version | JDK | suite | tests | skipped | our part of the start: time | CPU time |",
                "|---|---|---|---|---|---|---|---|"));
        for (Map.Entry<String, Run> run : runs.entrySet()) {
            Result result = results.get(run.getKey());
            Run where = run.getValue();
            Path times = Container.startUpTimes(where.container().name(), where.java());
            Properties measured = Files.exists(times) ? load(times) : new Properties();
            lines.add(where.row(result)
                    + " %d | %d | %s | %s |"
                            .formatted(
                                    result.tests(),
                                    result.skipped(),
                                    millis(measured, "wall"),
                                    millis(measured, "cpu")));
        }
        Files.write(Container.target().resolve("containers.md"), lines);
    }

    private static String millis(Properties measured, String key) {
        return measured.containsKey(key) ? measured.getProperty(key) + " ms" : "not measured";
    }

    private static List<String> containersOfEachBuild() throws IOException {
        try (Stream<Path> folders = Files.list(Container.FOLDERS)) {
            return folders.filter(folder -> Files.exists(folder.resolve("container.properties")))
                    .map(folder -> Container.named(folder.getFileName().toString()))
                    .filter(container -> !container.properties().containsKey("profile"))
                    .map(Container::name)
                    .toList();
        }
    }

    private static Properties load(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static Stream<Element> elements(Document document, String name) {
        NodeList nodes = document.getElementsByTagName(name);
        return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i));
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }
}
