package dev.halley.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Reads settings from the sources, and gathers what is wrong so that all of it is told at once.
 *
 * <p>Thread-safety: confined to the thread that reads the configuration.
 */
final class ConfigReader {

    private static final int SHOWN_VALUE = 80;

    private final List<NamedSource> sources;
    private final Consumer<String> warnings;
    private final Set<String> problems = new LinkedHashSet<>();
    private final Set<String> warned = new LinkedHashSet<>();

    ConfigReader(List<NamedSource> sources, Consumer<String> warnings) {
        this.sources = List.copyOf(sources);
        this.warnings = warnings;
    }

    /** A text that was found, and where. */
    private record Found(NamedSource source, String key, String text) {

        String where() {
            return "The " + source.label() + " '" + source.spelling().apply(key) + "'";
        }
    }

    <T> T value(Setting<T> setting) {
        if (setting.section() == Section.HTTP) {
            warnOfDifferingPrefixes(setting);
        }
        return value(setting, setting.section().prefixes());
    }

    /** The setting's value under the first of the prefixes at which any source has it; the default when none has. */
    <T> T value(Setting<T> setting, List<String> prefixes) {
        for (String prefix : prefixes) {
            Optional<Found> found = find(setting, prefix);
            if (found.isPresent()) {
                return parse(setting, found.get());
            }
        }
        return setting.defaultValue();
    }

    /** The names that follow a family's key, such as {@code permessage-deflate} in {@code ws.enableExtension.…}. */
    Set<String> namesBelow(Setting<?> family) {
        Set<String> names = new TreeSet<>();
        for (String prefix : family.section().prefixes()) {
            for (NamedSource source : sources) {
                String start = source.spelling().apply(prefix + family.key() + ".");
                source.names().stream()
                        .filter(name -> name.startsWith(start) && name.length() > start.length())
                        .map(name -> name.substring(start.length()))
                        // An environment variable has neither small letters nor '-', which those names are made of.
                        .map(name -> start.startsWith(EnvironmentName.PREFIX)
                                ? name.toLowerCase(Locale.ROOT).replace('_', '-')
                                : name)
                        .forEach(names::add);
            }
        }
        return names;
    }

    /** Adds a sentence to what is wrong. */
    void complain(String problem) {
        problems.add(problem);
    }

    /**
     * Warns of names that are no settings, and says what was wrong with the values.
     *
     * @throws ConfigException when a value was not valid
     */
    void finish(Set<String> transportNames) {
        NameCheck check = new NameCheck(transportNames);
        sources.forEach(source -> check.check(source, this::warn));
        if (!problems.isEmpty()) {
            throw new ConfigException(new ArrayList<>(problems));
        }
    }

    /** The HTTP transports share these settings: of two prefixes that differ, one would be ignored in silence. */
    private void warnOfDifferingPrefixes(Setting<?> setting) {
        List<Found> found = setting.section().prefixes().stream()
                .filter(prefix -> !prefix.isEmpty())
                .flatMap(prefix -> find(setting, prefix).stream())
                .toList();
        found.stream()
                .skip(1)
                .filter(other -> !other.text().equals(found.get(0).text()))
                .forEach(other -> warn(other.where() + " is ignored, because the HTTP transports share '"
                        + setting.key() + "' and '" + found.get(0).key() + "' is also set."));
    }

    private Optional<Found> find(Setting<?> setting, String prefix) {
        List<Found> found = setting.names().stream()
                .flatMap(name -> strongest(prefix + name).stream())
                .toList();
        if (found.size() > 1) {
            warn(found.get(1).where() + " is ignored, because its newer name '" + setting.key() + "' is also set.");
        }
        return found.stream().findFirst();
    }

    private Optional<Found> strongest(String key) {
        for (NamedSource source : sources) {
            String text = source.values().get(source.spelling().apply(key));
            if (text != null) {
                return Optional.of(new Found(source, key, text.strip()));
            }
        }
        return Optional.empty();
    }

    private <T> T parse(Setting<T> setting, Found found) {
        Optional<T> value = setting.kind().parse(found.text());
        if (value.isEmpty()) {
            problems.add(found.where() + " has the value '" + shown(found.text()) + "'; it must be "
                    + setting.kind().allowed() + ".");
        }
        return value.orElseGet(setting::defaultValue);
    }

    private void warn(String sentence) {
        if (warned.add(sentence)) {
            warnings.accept(sentence);
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN_VALUE ? text : text.substring(0, SHOWN_VALUE) + "…";
    }
}
