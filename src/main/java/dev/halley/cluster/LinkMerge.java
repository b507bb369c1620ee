package dev.halley.cluster;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.PhysicalAddress;
import org.jgroups.View;
import org.jgroups.ViewId;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.MERGE3;

/**
 * MERGE3 that looks for other parts of the cluster as long as it is connected, and soon after it has heard of one.
 *
 * <p>The one of JGroups stops when a node is about to spread a view, and starts again when it installs that view: never, where the node of a
 * merge that spreads it has got it from another one before, as that view is not installed twice. Such a node is not found by others that
 * have excluded it. And what it hears of others it looks at in its own time, every ten seconds.
 *
 * <p>Thread-safety: as MERGE3.
 */
final class LinkMerge extends MERGE3 {

    /** Several nodes of another part are heard of together, and one that is just being let in is no other part. */
    private static final long SOON_MILLIS = 300;

    private final AtomicBoolean isCheckDue = new AtomicBoolean();

    LinkMerge() {
        id = ClassConfigurator.getProtocolId(MERGE3.class);
    }

    /** @return one with the intervals and the limit that an operator has set */
    static LinkMerge like(MERGE3 other) {
        LinkMerge merge = new LinkMerge();
        // Each setter wants the least to be below the most: with a least of 1, any most can be set.
        merge.setMinInterval(1).setMaxInterval(other.getMaxInterval()).setMinInterval(other.getMinInterval());
        merge.setCheckInterval(other.getCheckInterval());
        merge.setMaxParticipantsInMerge(other.getMaxParticipantsInMerge());
        return merge;
    }

    @Override
    public Object down(Event event) {
        return event.getType() == Event.TMP_VIEW ? down_prot.down(event) : super.down(event);
    }

    @Override
    protected void addInfo(Address sender, ViewId viewId, String name, PhysicalAddress address) {
        super.addInfo(sender, viewId, name, address);
        View mine = view;
        if (mine != null && !mine.containsMember(sender) && isCheckDue.compareAndSet(false, true)) {
            timer.schedule(this::checkSoon, SOON_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void checkSoon() {
        isCheckDue.set(false);
        checkInconsistencies();
    }
}
