package dev.halley.history.store;

import java.util.List;

/**
 * Which nodes served together, as a part of a node wrote it before it served with them.
 *
 * <p>Thread-safety: immutable.
 *
 * @param part which part of the node wrote it
 * @param generation the higher one is the newer one
 * @param names of the nodes
 */
public record NodeStart(int part, long generation, List<String> names) {

    public NodeStart {
        names = List.copyOf(names);
    }
}
