package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.history.store.Run;
import java.util.ArrayList;
import java.util.List;

/**
 * The runs of a stream's epochs, oldest first (rule 2).
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Lineage {

    /** How many runs there are at most. */
    static final int MAX_RUNS = 1_000;

    private final List<Run> runs;

    Lineage(List<Run> runs) {
        this.runs = new ArrayList<>(runs);
    }

    List<Run> runs() {
        return List.copyOf(runs);
    }

    int size() {
        return runs.size();
    }

    Run get(int index) {
        return runs.get(index);
    }

    Run newest() {
        return runs.get(runs.size() - 1);
    }

    void add(Run run) {
        runs.add(run);
    }

    /** @return the index of an epoch's run; -1 if there is none */
    int indexOf(String epoch) {
        return indexOf(runs, epoch);
    }

    private static int indexOf(List<Run> runs, String epoch) {
        int run = runs.size() - 1;
        while (run >= 0 && !runs.get(run).epoch().equals(epoch)) {
            run--;
        }
        return run;
    }

    /** @return the epoch of an entry that is there, or comes next */
    String epochOf(long offset) {
        int run = runs.size() - 1;
        while (run > 0 && runs.get(run).first() > offset) {
            run--;
        }
        return runs.get(run).epoch();
    }

    /** @return the place of an entry that is there */
    Position positionOf(long offset) {
        return new Position(epochOf(offset), offset);
    }

    /** @return the epoch of the entry before; empty if there is none, or it may not be known */
    String predecessorOf(long offset) {
        int run = runs.size() - 1;
        while (run > 0 && runs.get(run).first() > offset) {
            run--;
        }
        Run own = runs.get(run);
        if (own.first() < offset) {
            return own.epoch();
        }
        return run > 0 && own.complete() ? runs.get(run - 1).epoch() : "";
    }

    /** @param last offset of the newest entry. @return that of the last entry of a run */
    long endOf(int run, long last) {
        return endOf(runs, run, last);
    }

    private static long endOf(List<Run> runs, int run, long last) {
        return run == runs.size() - 1 ? last : runs.get(run + 1).after();
    }

    /** @return whether a run begins there that leaves out what is between */
    boolean leavesOut(long last, long offset) {
        return runs.stream().anyMatch(run -> run.first() == offset && run.after() == last);
    }

    /** @return the index of the run from which on nothing is missing */
    int chain() {
        int run = runs.size() - 1;
        while (run > 0 && runs.get(run).complete()) {
            run--;
        }
        return run;
    }

    /** A run is needed as long as somebody may come back who has got its last entry. @param first that is kept */
    void trim(long first) {
        while (runs.size() > 1 && (runs.get(1).first() < first || runs.size() > MAX_RUNS)) {
            runs.remove(0);
        }
    }

    /**
     * Up to where two replicas are the same: as an epoch has one writer, they are the same as far as both have it.
     *
     * @return the offset of the last entry that both have, or had; 0 if they have no epoch in common
     */
    static long fork(List<Run> one, long lastOfOne, List<Run> other, long lastOfOther) {
        for (int run = one.size() - 1; run >= 0; run--) {
            int same = indexOf(other, one.get(run).epoch());
            if (same >= 0) {
                return Math.min(endOf(one, run, lastOfOne), endOf(other, same, lastOfOther));
            }
        }
        return 0;
    }
}
