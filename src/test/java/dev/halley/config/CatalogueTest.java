package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void listsEveryConstantOnce() throws IllegalAccessException {
        int constants = 0;
        for (var field : Catalogue.class.getDeclaredFields()) {
            if (field.getType() == Setting.class) {
                constants++;
                assertThat(Catalogue.settings()).contains((Setting<?>) field.get(null));
            }
        }
        assertThat(Catalogue.settings()).hasSize(constants);
    }

    @Test
    void hasNoNameTwice() {
        assertThat(Catalogue.settings().stream().flatMap(setting -> setting.names().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void hasADefaultThatItsKindAllowsAndASentenceForEach() {
        assertThat(Catalogue.settings()).allSatisfy(setting -> {
            assertThat(setting.kind().parse(setting.defaultText()).isPresent()).isTrue();
            assertThat(setting.description()).endsWith(".");
        });
    }

    @Test
    void saysOfEveryLimitWhatExceedingItGives() {
        assertThat(Catalogue.settings().stream().filter(setting -> setting.section() == Section.LIMITS))
                .allSatisfy(setting -> assertThat(setting.exceeding()).isNotEmpty());
    }

    @Test
    void doesNotListWhatMeansNothingHere() {
        Set<String> names = Catalogue.settings().stream()
                .flatMap(setting -> setting.names().stream())
                .collect(Collectors.toSet());
        assertThat(Obsolete.REASONS.keySet()).doesNotContainAnyElementsOf(names);
    }

    @Test
    void hasASectionForEverySetting() {
        assertThat(Arrays.stream(Section.values())).allSatisfy(section -> assertThat(Catalogue.settings())
                .anyMatch(setting -> setting.section() == section));
    }
}
