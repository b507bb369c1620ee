package dev.halley.cluster.state;

import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.spi.OwnedState.Key;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * What another node has said of itself in one life.
 *
 * <p>Thread-safety: confined to the thread of the state, but its entries, which any thread may read.
 */
final class RemotePart {

    /** What becomes of a message. */
    enum Taken {
        /** It brought the part on. */
        APPLIED,
        /** All of it was known. */
        OLD,
        /** What it builds on is missing. */
        GAP
    }

    /** Told of each change, after it can be read. */
    interface Changes {
        void put(Entry entry);

        void removed(Key key);

        /** It is gone with the part. */
        void lost(Key key);

        void found();
    }

    private static final long NONE = -1;

    private final UUID incarnation;
    private final StateRules rules;
    private final Changes changes;
    private final Entries entries = new Entries();
    private long held;
    private long target = NONE;
    private Set<Key> unnamed = Set.of();
    private boolean whole;
    private int deltas;
    private long bytes;

    RemotePart(UUID incarnation, StateRules rules, Changes changes) {
        this.incarnation = incarnation;
        this.rules = rules;
        this.changes = changes;
    }

    UUID incarnation() {
        return incarnation;
    }

    Entries entries() {
        return entries;
    }

    /** @return the version that it has, or how far it is in a reset */
    long held() {
        return held;
    }

    /** @return whether all was here that was there when it began to come */
    boolean isWhole() {
        return whole;
    }

    boolean hasNothing() {
        return !whole && target == NONE;
    }

    /** @return from where the owner is to go on; in a reset from its beginning, since what is here is the part of no version */
    long have() {
        return whole && target == NONE ? held : 0;
    }

    Taken take(Delta delta, int length) {
        deltas++;
        bytes += length;
        boolean begins = delta.reset() && delta.target() > target && !isReached(delta);
        if (begins && delta.from() == 0) {
            beginReset(delta.target());
        } else if (!isOfThisRound(delta)) {
            return begins || (!delta.reset() && delta.to() > held) ? Taken.GAP : Taken.OLD;
        } else if (rules.isOld(held, delta)) {
            return Taken.OLD;
        } else if (rules.isGap(held, delta)) {
            return Taken.GAP;
        }
        delta.entries().forEach(this::apply);
        held = delta.to();
        if (target != NONE && held >= target) {
            endReset();
        }
        return Taken.APPLIED;
    }

    /** A reset to a version that is here already is one that came twice. */
    private boolean isReached(Delta reset) {
        return whole && target == NONE && reset.target() <= held;
    }

    private boolean isOfThisRound(Delta delta) {
        return target == NONE ? !delta.reset() && whole : delta.reset() && delta.target() == target;
    }

    private void beginReset(long version) {
        target = version;
        held = 0;
        unnamed = entries.keys();
    }

    private void endReset() {
        for (Key key : rules.swept(unnamed)) {
            remove(key);
        }
        unnamed = Set.of();
        target = NONE;
        if (!whole) {
            whole = true;
            changes.found();
        }
    }

    private void apply(Entry told) {
        Entry before = entries.get(told.key());
        if (target != NONE) {
            unnamed.remove(told.key());
        }
        if (!rules.isNewer(before, told)) {
            return;
        }
        if (told.isRemoval()) {
            remove(told.key());
            return;
        }
        entries.put(told);
        if (before == null || !Arrays.equals(before.value(), told.value())) {
            changes.put(told);
        }
    }

    private void remove(Key key) {
        if (entries.remove(key) != null) {
            changes.removed(key);
        }
    }

    /** Ends it: everything in it goes. */
    void end() {
        for (Key key : entries.keys()) {
            entries.remove(key);
            changes.lost(key);
        }
    }

    /** @return whether it is time to acknowledge what came, after which it is counted anew */
    boolean isAcknowledgementDue(int afterBytes) {
        boolean due = deltas >= StateRules.DELTAS_UNACKNOWLEDGED || bytes >= afterBytes;
        if (due) {
            acknowledged();
        }
        return due;
    }

    void acknowledged() {
        deltas = 0;
        bytes = 0;
    }
}
