package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents lead somewhere: to a file that is there, and to a heading in it. */
class DocumentLinksTest {

    private static final Pattern CODE = Pattern.compile("(?s)```.*?\n```|`[^`\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");

    @Test
    void eachLinkLeadsToAFileAndAHeading() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> documents = documents();
        int links = 0;
        for (Path document : documents) {
            for (String link : linksOf(document)) {
                links++;
                if (!isThere(document, link)) {
                    broken.add(document + ": " + link);
                }
            }
        }

        assertThat(documents).hasSizeGreaterThan(30);
        assertThat(links).isGreaterThan(300);
        assertThat(broken).isEmpty();
    }

    private static List<Path> documents() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String place : List.of("docs", "benchmarks", "demo", "templates", "test-deployments", "webapp")) {
            try (Stream<Path> files = Files.walk(Path.of(place))) {
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.toString().matches(".*(node_modules|target)/.*"))
                        .forEach(all::add);
            }
        }
        try (Stream<Path> files = Files.list(Path.of(""))) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(all::add);
        }
        return all;
    }

    private static List<String> linksOf(Path document) throws IOException {
        String text = CODE.matcher(Files.readString(document)).replaceAll("");
        return LINK.matcher(text)
                .results()
                .map(found -> found.group(1))
                .filter(link -> !link.matches("(https?|mailto):.*"))
                .toList();
    }

    private static boolean isThere(Path document, String link) throws IOException {
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty()
                ? document
                : document.resolveSibling(parts[0]).normalize();
        return Files.exists(file) && (parts.length < 2 || anchorsOf(file).contains(parts[1]));
    }

    /** @return the anchors of its headings, as GitHub makes them */
    private static Set<String> anchorsOf(Path document) throws IOException {
        Set<String> anchors = new HashSet<>();
        String text = Files.readString(document).replaceAll("(?s)```.*?\n```", "");
        for (MatchResult heading : HEADING.matcher(text).results().toList()) {
            anchors.add(heading.group(1)
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("]\\([^)]*\\)", "")
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'));
        }
        return anchors;
    }
}
