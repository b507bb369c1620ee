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
 * A MERGE3 that never stops looking for other parts of the cluster, and checks for a merge soon after it has heard of one.
 *
 * <p>JGroups stops looking when a node is about to spread a view, and starts again when the node installs that view. If another node of a merge
 * has sent it the same view before, it does not install it twice, and never starts again: nodes that have excluded it do not find it. JGroups
 * also checks what it has heard only every ten seconds.
 *
 * <p>Thread-safety: as MERGE3.
 */
final class LinkMerge extends MERGE3 {

    /** Time to hear of all nodes of another part, and to admit a node that is only joining. */
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
