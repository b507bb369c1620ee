package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.KeyMarks.Forgotten;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;

/**
 * The decisions by which nothing is lost and nothing comes twice, each with its rule and its reason. Tests take one away and show what
 * breaks.
 *
 * <p>Thread-safety: immutable.
 */
class LogRules {

    /** Rule 11. */
    static final Duration REPEAT_REPLICATION = Duration.ofSeconds(1);

    static final Duration REPEAT_ASK = Duration.ofMillis(1_500);

    /** Rule 3. */
    static final Duration REPEAT_PUBLISH = Duration.ofMillis(1_500);

    /** Rule 7. */
    static final Duration REPEAT_HEADS = Duration.ofMillis(500);

    /** Rule 10. */
    static final Duration REPEAT_TOPS = Duration.ofSeconds(1);

    /** Rule 3: for so long a member that was lost is waited for. */
    static final Duration RETAINED = Duration.ofHours(1);

    /** What is done with a message. */
    enum Fate {
        HANDLE,
        KEEP,
        DROP
    }

    /** What a node that follows a stream does with an entry. */
    enum Step {
        HAND_ON,
        DROP,
        FETCH
    }

    /**
     * Rule 1: a message counts in the view in which it was sent. From an older view it is of somebody who may have been replaced; for a newer
     * one it waits.
     */
    Fate fate(ViewId mine, ViewId message) {
        if (message.equals(ViewId.NONE) || message.equals(mine)) {
            return Fate.HANDLE;
        }
        return message.isAfter(mine) ? Fate.KEEP : Fate.DROP;
    }

    /** Rule 2: an epoch has one writer, and that one has had the replica since: else a place could be given twice. */
    boolean mayGoOn(boolean mine) {
        return mine;
    }

    /** Rule 3: what was not answered is repeated when the view changes: its sequencer may be gone, or have dropped it. */
    boolean mustRepeatOnView() {
        return true;
    }

    /** Rule 3: as long as a member is lost it may come back with entries whose keys must be known then. */
    boolean mustRetain(boolean lost) {
        return lost;
    }

    /** Rule 4: a publish that is known is not stored again. */
    boolean isDuplicate(boolean known) {
        return known;
    }

    /**
     * Rule 4: who repeats a publish that is not committed yet, or looks it up, waits with it: told at once, it would be told of what may still
     * be lost.
     */
    boolean mustWait(long offset, long committed) {
        return offset > committed;
    }

    /** Rule 5: a backup takes the next step only: with a gap it would acknowledge what it does not have. */
    boolean isNext(long serial, long have) {
        return serial == have + 1;
    }

    /** Rule 5: without having been brought up to the sequencer a backup would acknowledge on top of what differs. */
    boolean mustSync(boolean equal) {
        return !equal;
    }

    /**
     * Rule 6: an entry is committed when all who must have it have written it.
     *
     * @param all up to where this node and some copies have written
     * @param copy up to where one more copy has
     * @return up to where all of them have
     */
    long committed(long all, long copy) {
        return Math.min(all, copy);
    }

    /** Rule 7: what was committed in an older view is with one of its holders: only when all have been heard it is seen for certain. */
    boolean isGathered(int heard, int others) {
        return heard >= others;
    }

    /**
     * Rules 8 and 15: which of two replicas that differ wins: one that was served in this life against one of a disk, then the one that is
     * committed beyond the fork, then the one of the larger part, then the longer one.
     *
     * @return negative if the first wins
     */
    int compare(LogHead one, LogHead other, long fork) {
        return Comparator.comparing((LogHead head) -> !head.served())
                .thenComparing(head -> !(head.committed() > fork))
                .thenComparing(head -> -head.weight())
                .thenComparing(head -> -head.last())
                .compare(one, other);
    }

    /** Rule 8: what the others have beyond the fork was acknowledged to somebody: it is appended again. */
    boolean mustAppendAgain() {
        return true;
    }

    /**
     * Rules 3 and 8: an entry that is not known, but may have been: keys are forgotten in their order, so one that is younger than the
     * youngest forgotten one was never there.
     */
    boolean isUncertain(LogEntry entry, long fork, Forgotten forgotten) {
        return forgotten.at() > fork && entry.millis() <= forgotten.millis();
    }

    /**
     * Rules 3 and 8: two parts of a cluster may have stored one publish at different times. The key takes the later time: else, once it is
     * forgotten, the later entry would pass for one that was never there.
     */
    boolean isLater(long entry, long known) {
        return entry > known;
    }

    /** Rule 9: reads wait until the backup has what is read: else it could be lost after it was seen. */
    boolean mayRead(boolean synced) {
        return synced;
    }

    /** Rule 9: a sequencer that was replaced, and does not know it yet, has a stale top. */
    boolean mustConfirm() {
        return true;
    }

    /** Rule 9: the pieces of a read come from one view: the next sequencer may have other entries there. */
    boolean mustStartOver() {
        return true;
    }

    /** Rule 10: an entry is handed on if it follows, dropped only if it was handed on for certain. */
    Step step(Position at, String epoch, String predecessor, long offset) {
        if (offset == at.offset() + 1 && (epoch.equals(at.epoch()) || predecessor.equals(at.epoch()))) {
            return Step.HAND_ON;
        }
        return epoch.equals(at.epoch()) && offset <= at.offset() ? Step.DROP : Step.FETCH;
    }

    /** Rule 10: the last entry of a stream that was on its way when the view changed is missed by nobody else. */
    boolean mustTellTops() {
        return true;
    }

    /** Rule 11: repair goes by time. */
    boolean isDue(long now, long since, Duration after) {
        return now - since >= after.toNanos();
    }

    /** Rule 12: a replica that is not needed is needed until the backup has what it has. */
    boolean mayRelease(boolean synced) {
        return synced;
    }

    /** Rule 12: clearing begins an epoch: else what a disk brings back would be taken for what is cleared. */
    boolean isKept(long keptUntil, long now, boolean cleared) {
        return cleared && now < keptUntil;
    }

    /** Rule 13: while nodes leave, a stream is held by those who hold it then, too. */
    boolean mustHandOver(Collection<?> leaving) {
        return !leaving.isEmpty();
    }

    /** Rule 14: a part that may not serve stores and tells nothing. */
    boolean mayServe(boolean quorum) {
        return quorum;
    }

    /** Rule 15: a cluster that starts as a whole waits for those who served last. */
    boolean mustWaitForStart(boolean anyServes, boolean allThere, boolean expectedThere, boolean waitedLongEnough) {
        return !anyServes && !allThere && !expectedThere && !waitedLongEnough;
    }

    /** Rule 15: what is past its time when it is read of the disk would come back for those who have seen it go. */
    boolean mustLoad(boolean empty, long newest, long keepMillis, long now) {
        return !empty && now - newest < keepMillis;
    }
}
