package dev.halley.oort;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What all nodes have answered; each of them is in one of the maps, the oldest first.
 *
 * <p>Thread-safety: immutable, as far as the results are.
 *
 * @param results of the nodes that did what was asked; a result may be null
 * @param failures of the others
 * @since 0.1.0
 */
public record OortResults<R extends @Nullable Object>(
        Map<OortNode, R> results, Map<OortNode, OortServiceException> failures) {

    public OortResults {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
        failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
    }
}
