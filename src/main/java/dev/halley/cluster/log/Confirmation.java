package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.Confirm;
import dev.halley.cluster.log.LogMessage.Confirmed;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks all members whether they are still in this view, before somebody is told that a position is void or ahead (rule 9). Who waits at the
 * same time shares a round.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Confirmation {

    private final LogContext context;
    private final Set<NodeId> missing = new HashSet<>();
    private List<Runnable> inRound = new ArrayList<>();
    private List<Runnable> next = new ArrayList<>();
    private long round;
    private long asked;

    Confirmation(LogContext context) {
        this.context = context;
    }

    /** What waits is forgotten: who asked asks again in the new view. */
    void viewChanged() {
        missing.clear();
        inRound.clear();
        next.clear();
        round++;
    }

    /** @param then runs when all members have said so in a round that begins after this call */
    void confirm(Runnable then) {
        next.add(then);
        if (inRound.isEmpty()) {
            begin();
        }
    }

    private void begin() {
        while (inRound.isEmpty() && !next.isEmpty()) {
            inRound = next;
            next = new ArrayList<>();
            round++;
            missing.addAll(context.others());
            ask();
            finish();
        }
    }

    private void ask() {
        asked = context.nanos();
        missing.forEach(node -> context.send(node, new Confirm(context.view(), round)));
    }

    private void finish() {
        if (missing.isEmpty() || !context.rules().mustConfirm()) {
            missing.clear();
            List<Runnable> confirmed = inRound;
            inRound = new ArrayList<>();
            confirmed.forEach(Runnable::run);
        }
    }

    void confirmed(NodeId from, Confirmed message) {
        if (message.round() == round && missing.remove(from) && missing.isEmpty()) {
            finish();
            begin();
        }
    }

    void tick() {
        if (!missing.isEmpty() && context.isDue(asked, LogRules.REPEAT_HEADS)) {
            ask();
        }
    }
}
