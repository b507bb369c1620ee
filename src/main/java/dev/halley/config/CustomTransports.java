package dev.halley.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which transports besides the three built in may have settings of their own.
 *
 * <p>A name counts when {@code allowedTransports} lists it. When {@code transports} gives classes, whose names cannot
 * be known before they are made, it also counts when a key such as {@code <name>.timeout} carries it.
 *
 * <p>Thread-safety: immutable.
 */
final class CustomTransports {

    private static final int MISSPELT = 2;

    private CustomTransports() {}

    static Set<String> names(List<NamedSource> sources, PlugIns plugIns) {
        Set<String> names = new LinkedHashSet<>(plugIns.allowedTransports());
        if (!plugIns.transports().isEmpty()) {
            for (NamedSource source : sources) {
                source.keys().stream().flatMap(key -> prefixOf(key).stream()).forEach(names::add);
            }
        }
        names.removeAll(Prefixes.BUILT_IN_TRANSPORTS);
        return names;
    }

    private static Optional<String> prefixOf(String key) {
        return Settings.settings().stream()
                .filter(setting -> setting.section().isOfEachTransport())
                .flatMap(setting -> setting.names().stream())
                .filter(name -> key.endsWith("." + name))
                .map(name -> key.substring(0, key.length() - name.length() - 1))
                .filter(prefix -> !prefix.isEmpty() && !isBuiltIn(prefix))
                .findFirst();
    }

    /** A prefix that is almost a built-in one is taken for a slip, so that it is warned of. */
    private static boolean isBuiltIn(String prefix) {
        return EditDistance.nearest(prefix + ".", longPrefixes(), MISSPELT).isPresent() || prefix.equals("ws");
    }

    private static List<String> longPrefixes() {
        // Almost anything short is within two edits of "ws.".
        return Section.TRANSPORT.prefixes().stream()
                .filter(prefix -> prefix.length() > 2 * MISSPELT)
                .toList();
    }
}
