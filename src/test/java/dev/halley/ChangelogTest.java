package dev.halley;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds CHANGELOG.md to the form of Keep a Changelog. */
class ChangelogTest {

    private static final Path FILE = Path.of("CHANGELOG.md");
    private static final String UNRELEASED = "## [Unreleased]";
    private static final Pattern RELEASE = Pattern.compile("## \\[(\\d+)\\.(\\d+)\\.(\\d+)] - (\\d{4}-\\d{2}-\\d{2})");
    private static final Set<String> KINDS = Set.of("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security");

    /** @return the versions that have been released */
    static List<String> versions() throws IOException {
        return Files.readAllLines(FILE).stream()
                .map(RELEASE::matcher)
                .filter(Matcher::matches)
                .map(release -> release.group(1) + "." + release.group(2) + "." + release.group(3))
                .toList();
    }

    @Test
    void ourChangelogHasTheForm() throws IOException {
        assertThat(faults(Files.readAllLines(FILE))).isEmpty();
    }

    @Test
    void severalReleasesHaveTheForm() {
        assertThat(faults(List.of(
                        "# Changelog",
                        "",
                        "Said first.",
                        "",
                        UNRELEASED,
                        "",
                        "## [0.10.0] - 2027-02-28",
                        "### Added",
                        "- one",
                        "  more of it",
                        "### Fixed",
                        "- two",
                        "## [0.9.1] - 2027-02-28",
                        "### Added",
                        "- three")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "# Changes; ## [Unreleased] | the first line is \"# Changelog\"",
                "# Changelog | no \"## [Unreleased]\" comes first",
                "# Changelog; ## [1.0.0] - 2027-01-01 | no \"## [Unreleased]\" comes first",
                "# Changelog; ## [Unreleased]; ## 1.0.0 (2027) | not \"## [x.y.z] - yyyy-mm-dd\": ## 1.0.0 (2027)",
                "# Changelog; ## [Unreleased]; ## [1.0.0] - 2027-02-29 | no date: ## [1.0.0] - 2027-02-29",
                "# Changelog; ## [Unreleased]; ## [1.0.0] - 2027-01-01; ## [1.0.0] - 2027-01-01 | not older than the one above: ## [1.0.0] - 2027-01-01",
                "# Changelog; ## [Unreleased]; ## [1.1.0] - 2027-01-01; ## [1.0.9] - 2027-01-02 | later than the one above: ## [1.0.9] - 2027-01-02",
                "# Changelog; ## [Unreleased]; ### New | no kind of change: ### New",
                "# Changelog; ## [Unreleased]; ### Added; - a; ### Added | twice in one version: ### Added",
                "# Changelog; ## [Unreleased]; - a | outside of a kind of change: - a",
                "# Changelog; ## [Unreleased]; ### Added; words | outside of a list: words",
            })
    void whatLacksTheFormIsNamed(String lines, String fault) {
        assertThat(faults(List.of(lines.strip().split("; ")))).contains(fault.strip());
    }

    private static List<String> faults(List<String> lines) {
        var form = new Form();
        if (!lines.get(0).equals("# Changelog")) {
            form.faults.add("the first line is \"# Changelog\"");
        }
        lines.forEach(form::line);
        if (!form.begun) {
            form.faults.add("no \"" + UNRELEASED + "\" comes first");
        }
        return form.faults;
    }

    /** What has been read so far. */
    private static final class Form {

        final List<String> faults = new ArrayList<>();
        boolean begun;
        private long above = Long.MAX_VALUE;
        private LocalDate dateAbove = LocalDate.MAX;
        private Set<String> kinds = new HashSet<>();
        private boolean inList;

        void line(String line) {
            if (line.startsWith("## ")) {
                version(line);
            } else if (line.startsWith("### ")) {
                kind(line);
            } else if (begun && line.startsWith("- ")) {
                inList = true;
                faultIf(kinds.isEmpty(), "outside of a kind of change: ", line);
            } else if (begun && !line.isBlank()) {
                faultIf(!inList || !line.startsWith("  "), "outside of a list: ", line);
            }
        }

        private void version(String line) {
            kinds = new HashSet<>();
            inList = false;
            if (line.equals(UNRELEASED)) {
                faultIf(begun, "not \"## [x.y.z] - yyyy-mm-dd\": ", line);
                begun = true;
                return;
            }
            faultIf(!begun, "no \"" + UNRELEASED + "\" comes first", "");
            begun = true;
            Matcher release = RELEASE.matcher(line);
            if (!release.matches()) {
                faults.add("not \"## [x.y.z] - yyyy-mm-dd\": " + line);
                return;
            }
            long number = (Long.parseLong(release.group(1)) * 10_000 + Long.parseLong(release.group(2))) * 10_000
                    + Long.parseLong(release.group(3));
            faultIf(number >= above, "not older than the one above: ", line);
            above = number;
            date(release.group(4), line);
        }

        private void date(String text, String line) {
            try {
                LocalDate date = LocalDate.parse(text);
                faultIf(date.isAfter(dateAbove), "later than the one above: ", line);
                dateAbove = date;
            } catch (DateTimeException wrong) {
                faults.add("no date: " + line);
            }
        }

        private void kind(String line) {
            inList = false;
            faultIf(!KINDS.contains(line.substring(4)), "no kind of change: ", line);
            faultIf(!kinds.add(line), "twice in one version: ", line);
        }

        private void faultIf(boolean wrong, String what, String line) {
            if (wrong) {
                faults.add(what + line);
            }
        }
    }
}
