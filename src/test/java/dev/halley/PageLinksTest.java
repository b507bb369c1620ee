package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Follows the links from page to page in the repository. */
class PageLinksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ +(.*?)\\s*$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE = Pattern.compile(FENCED + "|`[^`\\n]*`");
    private static final List<String> PLACES =
            List.of("docs", "templates", "test-deployments", "benchmarks", "demo", "webapp/halley");

    private final Map<Path, Set<String>> anchors = new HashMap<>();

    @Test
    void eachLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
        List<String> dead = new ArrayList<>();
        List<Path> pages = pages();
        for (Path page : pages) {
            for (String link : links(page)) {
                if (!isAlive(page, link)) {
                    dead.add(page + ": " + link);
                }
            }
        }

        assertThat(pages).contains(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("docs/artifacts.md"));
        assertThat(dead).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> top = Files.list(Path.of(""))) {
            top.filter(PageLinksTest::isPage).forEach(pages::add);
        }
        for (String place : PLACES) {
            RepositoryFiles.below(Path.of(place)).stream()
                    .filter(PageLinksTest::isPage)
                    .forEach(pages::add);
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    private static List<String> links(Path page) throws IOException {
        String text = CODE.matcher(Files.readString(page)).replaceAll("");
        return LINK.matcher(text).results().map(link -> link.group(1)).toList();
    }

    private boolean isAlive(Path page, String link) throws IOException {
        if (link.matches("[a-z]+:.*")) {
            return true;
        }
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        return Files.exists(target) && (hash < 0 || anchors(target).contains(link.substring(hash + 1)));
    }

    /** @return what the headings of a page are called in links to them */
    private Set<String> anchors(Path page) throws IOException {
        if (!anchors.containsKey(page)) {
            Map<String, Integer> times = new HashMap<>();
            anchors.put(
                    page,
                    HEADING.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""))
                            .results()
                            .map(PageLinksTest::anchor)
                            .map(anchor -> {
                                int before = times.merge(anchor, 1, Integer::sum) - 1;
                                return before == 0 ? anchor : anchor + "-" + before;
                            })
                            .collect(Collectors.toSet()));
        }
        return anchors.get(page);
    }

    private static String anchor(MatchResult heading) {
        return heading.group(1)
                .replaceAll("]\\([^)]*\\)", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                .replace(' ', '-');
    }
}
