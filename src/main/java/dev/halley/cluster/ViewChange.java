package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jgroups.MergeView;
import org.jgroups.View;
import org.jgroups.ViewId;
import org.jgroups.util.ExtendedUUID;
import org.jspecify.annotations.Nullable;

/** What a view says. */
final class ViewChange {

    private static final System.Logger LOGGER = System.getLogger(ViewChange.class.getName());

    private ViewChange() {}

    /** Two parts that did not know each other may each have let one in. */
    static void warnOfTheSameName(ClusterView view) {
        Set<String> names = new HashSet<>();
        for (ClusterNode member : view.members()) {
            if (!names.add(member.name())) {
                LOGGER.log(
                        WARNING,
                        "Two nodes of the cluster have the name \"{0}\": give each a cluster.node of its own.",
                        member.name());
            }
        }
    }

    /** @return the nodes that were in another part until now: what waits for them is from before that */
    static Set<NodeId> apart(View view, NodeId self) {
        Set<NodeId> apart = new HashSet<>();
        if (view instanceof MergeView merge) {
            for (View part : merge.getSubgroups()) {
                List<NodeId> nodes = part.getMembers().stream()
                        .map(address -> NodeAddress.node(address).id())
                        .toList();
                if (!nodes.contains(self)) {
                    apart.addAll(nodes);
                }
            }
        }
        return apart;
    }

    /** @return whether a frame was sent in that view */
    static boolean isOf(@Nullable ViewId view, Frame frame) {
        return view != null && view.getId() == frame.number() && creator(view).equals(frame.creator());
    }

    static UUID creator(ViewId view) {
        return view.getCreator() instanceof ExtendedUUID uuid
                ? new UUID(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits())
                : Frame.NOBODY;
    }
}
