package dev.halley.cluster.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The disk of a node: what is written survives the node's end, what is on its way does not. */
final class TestDisk {

    private record Write(long ticket, String channel, LogChange change, StartRecord record) {}

    private final Deque<Write> onTheirWay = new ArrayDeque<>();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final Map<String, Replica> staged = new HashMap<>();
    private StartRecord record = StartRecord.NONE;

    void write(long ticket, String channel, LogChange change) {
        onTheirWay.add(new Write(ticket, channel, change, StartRecord.NONE));
    }

    void write(long ticket, StartRecord started) {
        onTheirWay.add(new Write(ticket, "", new LogChange.Complete(), started));
    }

    /** Writes all that was asked for up to a ticket. */
    void writeUpTo(long ticket) {
        while (!onTheirWay.isEmpty() && onTheirWay.peek().ticket() <= ticket) {
            Write write = onTheirWay.remove();
            if (write.channel().isEmpty()) {
                record = write.record();
            } else {
                apply(write.channel(), write.change());
            }
        }
    }

    private void apply(String channel, LogChange change) {
        Replica copy = staged.get(channel);
        if (change instanceof LogChange.Reset reset) {
            staged.put(channel, new Replica(reset.state()));
        } else if (copy != null && change instanceof LogChange.Complete) {
            copy.complete(Long.MAX_VALUE);
            replicas.put(channel, copy);
            staged.remove(channel);
        } else if (copy != null) {
            copy.apply(change);
        } else if (change instanceof LogChange.Drop) {
            replicas.remove(channel);
        } else if (change instanceof LogChange.Begin begin && !replicas.containsKey(channel)) {
            replicas.put(channel, new Replica(begin.run()));
        } else {
            replicas.get(channel).apply(change);
        }
    }

    /** The node ends: what is on its way is lost. */
    void end() {
        onTheirWay.clear();
        staged.clear();
    }

    /** @return what is written */
    Map<String, Replica> replicas() {
        return replicas;
    }

    void restoreTo(LogInput node) {
        node.restore(record);
        new LinkedHashMap<>(replicas)
                .forEach((channel, replica) -> node.restore(
                        channel,
                        replica.state(),
                        LogNetwork.entries(replica),
                        replica.keys().after(-1, Integer.MAX_VALUE),
                        replica.doubtful()));
    }
}
