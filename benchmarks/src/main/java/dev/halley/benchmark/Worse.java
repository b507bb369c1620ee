package dev.halley.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Compares the rows of two runs, each measured beside a peer, and says which are worse by the rule of {@link Spread}.
 *
 * <p>Thread-safety: immutable.
 */
final class Worse {

    private Worse() {}

    /**
     * @param before rows of an earlier version
     * @param after rows of a later one; a row that only one of them has is not judged, and said so
     * @return what is worse, in sentences
     */
    static List<String> rows(Results before, Results after, PrintStream out) throws IOException {
        List<Result> earlier = Result.read(before);
        List<Result> later = Result.read(after);
        if (earlier.isEmpty() || later.isEmpty()) {
            throw new IllegalArgumentException("There is nothing to compare: one of the two files has no rows.");
        }
        return later.stream()
                .map(row -> earlier.stream()
                        .filter(row::isSameRow)
                        .findFirst()
                        .map(was -> judge(was, row, out))
                        .orElseGet(() -> {
                            out.println(row.row() + ": not measured before");
                            return null;
                        }))
                .filter(Objects::nonNull)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    private static String judge(Result before, Result after, PrintStream out) {
        double times = after.isRate() ? before.ratio() / after.ratio() : after.ratio() / before.ratio();
        double bound = Spread.bound(Math.max(before.spread(), after.spread()));
        String sentence = String.format(
                Locale.ROOT,
                "%s: %.3f, before %.3f: %.2f times as much, %.2f allowed",
                after.row(),
                after.ratio(),
                before.ratio(),
                times,
                bound);
        out.println(sentence);
        return times > bound ? sentence : "";
    }
}
