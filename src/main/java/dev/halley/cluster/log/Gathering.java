package dev.halley.cluster.log;

import dev.halley.cluster.log.LogMessage.AskHeads;
import dev.halley.cluster.log.LogMessage.Heads;
import dev.halley.cluster.log.LogMessage.NodeState;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the other members of a new view have (rule 7): complete when all of them have said it.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Gathering {

    private final LogContext context;
    private final Map<NodeId, Member> members = new LinkedHashMap<>();
    private final Map<String, Map<NodeId, LogHead>> heads = new LinkedHashMap<>();
    private long asked;

    /** What one of them has said. */
    private static final class Member {
        private final BitSet parts = new BitSet();
        private int of = Integer.MAX_VALUE;
        private NodeState state = new NodeState(false, StartRecord.NONE, List.of());
        private final List<StreamTop> follows = new ArrayList<>();
        private final List<String> patterns = new ArrayList<>();

        boolean isComplete() {
            return parts.cardinality() >= of;
        }
    }

    Gathering(LogContext context) {
        this.context = context;
        context.others().forEach(node -> members.put(node, new Member()));
        asked = context.nanos();
    }

    void told(NodeId from, Heads message) {
        Member member = members.get(from);
        if (member == null || member.parts.get(message.part())) {
            return;
        }
        member.parts.set(message.part());
        member.of = message.parts();
        member.state = message.node();
        member.follows.addAll(message.follows());
        member.patterns.addAll(message.patterns());
        message.heads().forEach(head -> heads.computeIfAbsent(head.channel(), none -> new HashMap<>(2))
                .put(from, head));
    }

    boolean isComplete() {
        int heard = (int) members.values().stream().filter(Member::isComplete).count();
        return context.rules().isGathered(heard, members.size());
    }

    void tick() {
        if (context.isDue(asked, LogRules.REPEAT_HEADS)) {
            asked = context.nanos();
            members.forEach((node, member) -> {
                if (!member.isComplete()) {
                    context.send(node, new AskHeads(context.view()));
                }
            });
        }
    }

    /** @return the replicas of the others, by channel */
    Map<String, Map<NodeId, LogHead>> heads() {
        return heads;
    }

    Map<NodeId, List<StreamTop>> follows() {
        Map<NodeId, List<StreamTop>> all = new LinkedHashMap<>();
        members.forEach((node, member) -> all.put(node, member.follows));
        return all;
    }

    Map<NodeId, List<String>> patterns() {
        Map<NodeId, List<String>> all = new LinkedHashMap<>();
        members.forEach((node, member) -> all.put(node, member.patterns));
        return all;
    }

    List<NodeState> states() {
        return members.values().stream().map(member -> member.state).toList();
    }
}
