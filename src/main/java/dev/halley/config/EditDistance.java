package dev.halley.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the name that somebody probably meant, by counting inserted, deleted and replaced characters.
 *
 * <p>Thread-safety: immutable.
 */
final class EditDistance {

    private EditDistance() {}

    /** The candidate with the fewest edits, case aside; empty when even that one has more than the given number. */
    static Optional<String> nearest(String name, Collection<String> candidates, int mostEdits) {
        String nearest = null;
        int fewest = mostEdits + 1;
        for (String candidate : candidates) {
            int edits = between(name.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (edits < fewest) {
                fewest = edits;
                nearest = candidate;
            }
        }
        return Optional.ofNullable(nearest);
    }

    static int between(String left, String right) {
        int[] above = new int[right.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= left.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int column = 1; column < above.length; column++) {
                int replaced = above[column - 1] + (left.charAt(row - 1) == right.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[right.length()];
    }
}
