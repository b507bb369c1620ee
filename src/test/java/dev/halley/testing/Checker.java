package dev.halley.testing;

import java.util.List;
import java.util.Set;

/**
 * Judges what clients have written into a {@link Journal}: a pure function of its lines, in their order.
 *
 * <p>Thread-safety: confined to one thread.
 */
interface Checker {

    /** @return the first words of the lines that it reads */
    Set<String> words();

    /**
     * @param words of one line
     * @throws IllegalArgumentException if the line is malformed
     */
    void line(List<String> words);

    /** @return whether there was anything to judge */
    boolean hasVerdict();

    /** @return what is wrong, a sentence each; nothing if all is well */
    List<String> faults();

    /** @return what was judged, in some words */
    String summary();
}
