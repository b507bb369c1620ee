package dev.halley.benchmark;

import java.util.Arrays;

/**
 * What was published and what came of it: finds messages that were lost, doubled or overtaken.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class Ledger {

    /** Frames of a room that may be in flight at a time. */
    private static final int RING = 256;

    private final Scenario.Crowd crowd;
    private final int batch;
    private final boolean ordered;
    /** The next number of each room. */
    private final int[] next;
    /** The last number that each member got from each room. */
    private final int[][] last;
    /** How many deliveries of each frame are still to come, by room. */
    private final int[][] missing;

    private long published;
    private long delivered;
    private long wrong;
    private int inFlight;

    /** @param ordered whether what comes out of order is wrong; answers to calls may overtake each other */
    Ledger(Scenario.Crowd crowd, int batch, boolean ordered) {
        this.crowd = crowd;
        this.batch = batch;
        this.ordered = ordered;
        next = new int[crowd.rooms()];
        last = new int[crowd.members()][crowd.rooms()];
        missing = new int[crowd.rooms()][RING];
        for (int[] each : last) {
            Arrays.fill(each, -1);
        }
    }

    /** @return the number of the frame's first message; the others follow */
    int publish(int room) {
        int first = next[room];
        next[room] += batch;
        published += batch;
        inFlight++;
        missing[room][first / batch % RING] = batch * crowd.perRoom();
        return first;
    }

    void deliver(int member, int room, int number) {
        delivered++;
        if (ordered && number != last[member][room] + 1) {
            wrong++;
        }
        last[member][room] = number;
        if (--missing[room][number / batch % RING] == 0) {
            inFlight--;
        }
    }

    /**
     * A publish was acknowledged; where nobody subscribes, that is all that comes of it.
     *
     * @return whether that was the last one of such a frame
     */
    boolean acknowledge() {
        if (crowd.members() > 0 || ++delivered % batch != 0) {
            return false;
        }
        inFlight--;
        return true;
    }

    /** @return frames of which something is still to come */
    int inFlight() {
        return inFlight;
    }

    long delivered() {
        return delivered;
    }

    /** @return deliveries that are still to come */
    long outstanding() {
        return published * Math.max(1, crowd.perRoom()) - delivered;
    }

    /** @return deliveries that did not have the number that was due: one for each gap, doublet or overtaking */
    long wrong() {
        return wrong;
    }
}
