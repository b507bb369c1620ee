package dev.halley.oort;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answers of all nodes. Each node is in one of the maps, the oldest first.
 *
 * <p>Thread-safety: immutable if the results are.
 *
 * @param results the results of the nodes that succeeded; a result may be null
 * @param failures the failures of the others
 * @since 0.1.0
 */
public record OortResults<R extends @Nullable Object>(
        Map<OortNode, R> results, Map<OortNode, OortServiceException> failures) {

    /** Copies the maps. */
    public OortResults {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
}
