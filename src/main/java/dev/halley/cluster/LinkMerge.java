package dev.halley.cluster;

import org.jgroups.Event;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.MERGE3;

/**
 * MERGE3 that looks for other parts of the cluster as long as it is connected. The one of JGroups stops when a node is about to spread a
 * view, and starts again when it installs that view: never, where the node of a merge that spreads it has got it from another one
 * before, as that view is not installed twice. Such a node is not found by others that have excluded it.
 */
final class LinkMerge extends MERGE3 {

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
}
