package dev.halley.history.store;

import java.util.ArrayList;
import java.util.List;

/**
 * The runs of a stream's epochs, oldest first; at least one, once the first was added.
 *
 * <p>Thread-safety: guarded by its owner.
 */
public final class Lineage {

    /** How many runs there may be; older ones go, with their entries. */
    static final int MAX_RUNS = 1000;

    private final List<Run> runs = new ArrayList<>();

    public Lineage() {}

    /** @param runs oldest first */
    public Lineage(List<Run> runs) {
        this.runs.addAll(runs);
    }

    /** @return all runs, oldest first */
    public List<Run> runs() {
        return List.copyOf(runs);
    }

    /** @return how many runs there are */
    public int size() {
        return runs.size();
    }

    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** @param index 0 for the oldest */
    public Run get(int index) {
        return runs.get(index);
    }

    public Run newest() {
        return runs.get(runs.size() - 1);
    }

    /** Goes on with another run. Where there are too many, the oldest goes: its entries, before the first of the next, are to go, too. */
    public void add(Run run) {
        runs.add(run);
        if (runs.size() > MAX_RUNS) {
            runs.remove(0);
        }
    }

    /** A run is needed as long as somebody may come back who has got its last entry. @param oldest the first offset that is kept */
    public void trim(long oldest) {
        while (runs.size() > 1 && runs.get(1).first() < oldest) {
            runs.remove(0);
        }
    }

    /** @return the epoch of an entry that is there */
    public String epochOf(long offset) {
        int run = runs.size() - 1;
        while (run > 0 && runs.get(run).first() > offset) {
            run--;
        }
        return runs.get(run).epoch();
    }

    /** @return the index of an epoch's run; -1 if there is none */
    public int indexOf(String epoch) {
        int run = runs.size() - 1;
        while (run >= 0 && !runs.get(run).epoch().equals(epoch)) {
            run--;
        }
        return run;
    }

    /** @return the index of the run from which on nothing is missing */
    public int whole() {
        int run = runs.size() - 1;
        while (run > 0 && runs.get(run).complete()) {
            run--;
        }
        return run;
    }

    @Override
    public String toString() {
        return runs.toString();
    }
}
