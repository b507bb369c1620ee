package dev.halley.cluster;

import dev.halley.spi.ClusterNode;
import java.util.ArrayList;
import java.util.List;

/** What came before the view that it belongs to. Only the inbox's thread uses it. */
final class EarlyFrames {

    /** One message and who sent it. */
    record Arrived(ClusterNode from, Frame frame) {}

    private final long capacity;
    private List<Arrived> waiting = new ArrayList<>();
    private long bytes;

    /** @param capacity in bytes */
    EarlyFrames(long capacity) {
        this.capacity = capacity;
    }

    /** @return whether it will be handled: it is not kept when there are too many */
    boolean keep(Arrived message) {
        if (bytes + message.frame.length() > capacity) {
            return false;
        }
        bytes += message.frame.length();
        return waiting.add(message);
    }

    /** @return what was kept until now, in the order in which it came */
    List<Arrived> take() {
        List<Arrived> taken = waiting;
        waiting = new ArrayList<>();
        bytes = 0;
        return taken;
    }
}
