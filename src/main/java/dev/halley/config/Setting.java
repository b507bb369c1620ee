package dev.halley.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One setting: its names, kind, default, and what the documentation says of it.
 *
 * <p>Thread-safety: immutable.
 *
 * @param key the name without a prefix
 * @param aliases older names, which count when the key is not set
 * @param section where it belongs
 * @param kind how its text is read
 * @param defaultText what stands for it when it is not set
 * @param description one sentence for the documentation
 * @param exceeding what the client is told when this limit is exceeded; empty when it is no limit
 */
record Setting<T>(
        String key,
        List<String> aliases,
        Section section,
        ValueType<T> kind,
        String defaultText,
        String description,
        String exceeding) {

    static <T> Setting<T> of(Section section, String key, ValueType<T> kind, String defaultText) {
        return new Setting<>(key, List.of(), section, kind, defaultText, "", "");
    }

    Setting<T> formerly(String alias) {
        return new Setting<>(key, List.of(alias), section, kind, defaultText, description, exceeding);
    }

    Setting<T> says(String sentence) {
        return new Setting<>(key, aliases, section, kind, defaultText, sentence, exceeding);
    }

    Setting<T> exceedingGives(String error) {
        return new Setting<>(key, aliases, section, kind, defaultText, description, error);
    }

    /** The same with values of another kind. */
    Setting<T> limitedTo(ValueType<T> narrower) {
        return new Setting<>(key, aliases, section, narrower, defaultText, description, exceeding);
    }

    /** The setting of one name in a family such as {@code enableExtension.<name>}. */
    Setting<T> named(String name) {
        return new Setting<>(key + "." + name, aliases, section, kind, defaultText, description, exceeding);
    }

    /** The key, then its aliases. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(key));
        names.addAll(aliases);
        return names;
    }

    T defaultValue() {
        return kind.parse(defaultText).orElseThrow(() -> new IllegalStateException("The default of " + key));
    }
}
