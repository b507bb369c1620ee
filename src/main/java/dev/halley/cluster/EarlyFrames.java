package dev.halley.cluster;

import dev.halley.spi.ClusterNode;
import java.util.ArrayList;
import java.util.List;

/** What came before the view that it belongs to. Only the inbox's thread uses it. */
final class EarlyFrames {

    /** One message and who sent it. */
    record Arrived(ClusterNode from, Frame frame) {}

    /** Of what is not plain, in bytes: far more than members send, whose windows bound it; less than a stranger could. */
    static final long MOST_OF_STRANGERS = 64L * 1024 * 1024;

    private final long capacity;
    private List<Arrived> waiting = new ArrayList<>();
    private long plain;
    private long others;

    /** @param capacity of plain messages, in bytes */
    EarlyFrames(long capacity) {
        this.capacity = capacity;
    }

    /** @return whether it will be handled: it is not kept when there are too many of its kind */
    boolean keep(Arrived message) {
        int length = message.frame.length();
        boolean fits = message.frame.isPlain() ? plain + length <= capacity : others + length <= MOST_OF_STRANGERS;
        if (!fits) {
            return false;
        }
        if (message.frame.isPlain()) {
            plain += length;
        } else {
            others += length;
        }
        return waiting.add(message);
    }

    /** @return what was kept until now, in the order in which it came */
    List<Arrived> take() {
        List<Arrived> taken = waiting;
        waiting = new ArrayList<>();
        plain = 0;
        others = 0;
        return taken;
    }
}
