package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void listsEveryConstantOnce() throws IllegalAccessException {
        int constants = 0;
        for (var field : Settings.class.getDeclaredFields()) {
            if (field.getType() == Setting.class) {
                constants++;
                assertThat(Settings.settings()).contains((Setting<?>) field.get(null));
            }
        }
        assertThat(Settings.settings()).hasSize(constants);
    }

    @Test
    void hasNoNameTwice() {
        assertThat(Settings.settings().stream().flatMap(setting -> setting.names().stream()))
                .doesNotHaveDuplicates();
    }

    @Test
    void hasADefaultThatItsKindAllowsAndASentenceForEach() {
        assertThat(Settings.settings()).allSatisfy(setting -> {
            assertThat(setting.kind().parse(setting.defaultText()).isPresent()).isTrue();
            assertThat(setting.description()).endsWith(".");
        });
    }

    @Test
    void saysOfEveryLimitWhatExceedingItGives() {
        assertThat(Settings.settings().stream().filter(setting -> setting.section() == Section.LIMITS))
                .allSatisfy(setting -> assertThat(setting.exceeding()).isNotEmpty());
    }

    @Test
    void doesNotListWhatMeansNothingHere() {
        Set<String> names = Settings.settings().stream()
                .flatMap(setting -> setting.names().stream())
                .collect(Collectors.toSet());
        assertThat(Obsolete.REASONS.keySet()).doesNotContainAnyElementsOf(names);
    }

    @Test
    void hasASectionForEverySetting() {
        assertThat(Arrays.stream(Section.values())).allSatisfy(section -> assertThat(Settings.settings())
                .anyMatch(setting -> setting.section() == section));
    }
}
