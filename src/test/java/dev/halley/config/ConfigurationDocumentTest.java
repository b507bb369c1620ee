package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/configuration.md to the catalogue. {@code -Dhalley.test.writeDocs=true} writes its tables anew.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
class ConfigurationDocumentTest {

    private static final Path DOCUMENT = Path.of("docs", "configuration.md");
    private static final String START = "<!-- tables: written from the catalogue by ConfigurationDocumentTest -->\n";
    private static final String END = "<!-- end of tables -->\n";

    @Test
    void itsTablesAreThoseOfTheCatalogue() throws IOException {
        String document = Files.readString(DOCUMENT);
        int start = document.indexOf(START) + START.length();
        int end = document.indexOf(END);
        assertThat(end).as("the marks of the tables").isGreaterThanOrEqualTo(start);
        if (Boolean.getBoolean("halley.test.writeDocs")) {
            document = document.substring(0, start) + tables() + document.substring(end);
            Files.writeString(DOCUMENT, document);
            end = document.indexOf(END);
        }
        assertThat(document.substring(start, end)).isEqualTo(tables());
    }

    @Test
    void noTextOfTheCatalogueBreaksATable() {
        assertThat(Settings.settings())
                .flatExtracting(
                        Setting::defaultText,
                        setting -> setting.kind().allowed(),
                        Setting::description,
                        Setting::exceeding)
                .noneMatch(
                        text -> text.toString().contains("|") || text.toString().contains("\n"));
    }

    private static String tables() {
        StringBuilder text = new StringBuilder();
        for (Section section : Section.values()) {
            text.append("\n### ").append(section.title()).append("\n\n");
            text.append("| setting | default | allowed | meaning |\n|---|---|---|---|\n");
            settings(section, text);
        }
        text.append("\n## What exceeding a limit gives\n\n");
        text.append("| limit | default | unit | exceeding it gives |\n|---|---|---|---|\n");
        Settings.settings().stream()
                .filter(setting -> !setting.exceeding().isEmpty())
                .forEach(setting -> text.append(
                        row(code(setting.key()), code(setting.defaultText()), unit(setting), setting.exceeding())));
        text.append("\n## Names that mean nothing here\n\n| name | why |\n|---|---|\n");
        Obsolete.REASONS.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> text.append(row(code(entry.getKey()), entry.getValue())));
        return text.append('\n').toString();
    }

    private static void settings(Section section, StringBuilder text) {
        for (Setting<?> setting : Settings.settings()) {
            if (setting.section() == section) {
                String formerly = setting.aliases().stream()
                        .map(alias -> " Also read under its older name `" + alias + "`.")
                        .collect(Collectors.joining());
                text.append(row(
                        code(setting.key()),
                        code(setting.defaultText()),
                        setting.kind().allowed().replace("<", "\\<"),
                        setting.description() + formerly));
            }
        }
    }

    private static String unit(Setting<?> setting) {
        return setting.kind().unit().isEmpty() ? "–" : setting.kind().unit();
    }

    private static String code(String text) {
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    private static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }
}
