package dev.halley.config;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Warns of names in the sources that are no settings: misspelt ones, and those that mean nothing here.
 *
 * <p>Thread-safety: confined to the thread that reads the configuration.
 */
final class NameCheck {

    /** What else is called so: test switches, the launcher's own, and what Kubernetes sets for a service's name. */
    private static final Pattern NOT_FOR_THE_SERVER = Pattern.compile("halley\\.(test|jdk25|launcher).*"
            + "|HALLEY_(TEST|JDK25|LAUNCHER).*"
            + "|HALLEY_(\\w+_)?(SERVICE_(HOST|PORT)(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?)");

    private final Set<String> known = new LinkedHashSet<>();
    private final Map<String, String> obsolete = new LinkedHashMap<>();
    /** From a key that has a prefix though its setting takes none, to the key as it ought to be. */
    private final Map<String, String> misplaced = new LinkedHashMap<>();

    NameCheck(Set<String> transportNames) {
        for (Setting<?> setting : Settings.settings()) {
            if (setting != Settings.ENABLE_EXTENSION) {
                setting.names().forEach(name -> addAll(setting.section(), name, transportNames));
            }
        }
        for (String prefix : Section.TRANSPORT.prefixes()) {
            Obsolete.REASONS.forEach((key, reason) -> obsolete.put(prefix + key, reason));
        }
        misplaced.keySet().removeAll(known);
    }

    private void addAll(Section section, String name, Set<String> transportNames) {
        section.prefixes().forEach(prefix -> known.add(prefix + name));
        Section.TRANSPORT.prefixes().forEach(prefix -> misplaced.put(prefix + name, name));
        if (section.isOfEachTransport()) {
            transportNames.stream()
                    .filter(transport -> !transport.isEmpty())
                    .forEach(transport -> known.add(transport + "." + name));
        }
    }

    void check(NamedSource source, Consumer<String> warnings) {
        Map<String, String> keys = spelt(source, known);
        Map<String, String> reasons = spelt(source, obsolete.keySet());
        List<String> families = Settings.ENABLE_EXTENSION.section().prefixes().stream()
                .map(prefix -> source.spelling().apply(prefix + Settings.ENABLE_EXTENSION.key() + "."))
                .toList();
        for (String name : source.names()) {
            if (reasons.containsKey(name)) {
                warnings.accept("The " + source.label() + " '" + name + "' has no effect: "
                        + obsolete.get(reasons.get(name)) + ".");
            } else if (!keys.containsKey(name)
                    && families.stream().noneMatch(family -> name.startsWith(family) && !name.equals(family))
                    && !NOT_FOR_THE_SERVER.matcher(name).matches()) {
                warnings.accept("The " + source.label() + " '" + name + "' is unknown and ignored; "
                        + advice(source, name, keys.keySet()));
            }
        }
    }

    private String advice(NamedSource source, String name, Set<String> candidates) {
        String intended = misplaced.get(spelt(source, misplaced.keySet()).get(name));
        if (intended != null) {
            return "'" + source.spelling().apply(intended) + "' takes no such prefix.";
        }
        int length = name.length() - source.spelling().apply("").length();
        Optional<String> nearest = EditDistance.nearest(name, candidates, Math.max(2, length / 3));
        return nearest.map(candidate -> "did you mean '" + candidate + "'?")
                .orElse("docs/configuration.md lists all names.");
    }

    /** The keys by the name that the source has for each. */
    private static Map<String, String> spelt(NamedSource source, Set<String> keys) {
        return keys.stream()
                .collect(Collectors.toMap(
                        key -> source.spelling().apply(key), key -> key, (first, second) -> first, LinkedHashMap::new));
    }
}
