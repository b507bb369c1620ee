package dev.halley.oort.core;

import java.util.Map;

/**
 * What an operator sees of the objects, maps, lists and numbers that nodes share, as {@code dev.halley:type=SharedObjects}. They are called
 * by kind and name, such as {@code OortMap "rooms"}.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface SharedObjectsMXBean {

    /** @return how many there are on this node */
    int getObjects();

    /** @return how many entries this node has of each */
    Map<String, Long> getOwnEntries();

    /** @return how many entries all nodes have of each */
    Map<String, Long> getEntries();

    /** @return how many bytes these are, keys and values */
    Map<String, Long> getBytes();

    /** @return how many values this node could not bind, of each */
    Map<String, Long> getFailures();
}
