package dev.halley.history.store;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which keys of one stream are needed no more, and up to where keys may be missing. A publish that came without a key is known until the
 * node that took it has its answer; one with a key for a time.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class KeyMarks {

    /** Of how many nodes it is known which of their publishes are answered; the same as in the nodes' memory. */
    private static final int MAX_NODES = 64;

    private static final String ALL = "";

    /** The node of which nothing was read for the longest is first. */
    private final Map<String, KeyMark> nodes = new LinkedHashMap<>(4, 0.75f, true);

    private KeyMark others = new KeyMark(ALL, 0, 0, 0);

    void add(KeyMark mark) {
        if (mark.node().isEmpty()) {
            others = others.and(mark);
            return;
        }
        nodes.merge(mark.node(), mark, KeyMark::and);
        if (nodes.size() > MAX_NODES) {
            KeyMark oldest = nodes.remove(nodes.keySet().iterator().next());
            others = others.and(new KeyMark(ALL, 0, oldest.at(), oldest.millis()));
        }
    }

    /** @param counter up to which the node's publishes are answered; 0 says nothing */
    void answered(String node, long counter) {
        if (counter > 0) {
            add(new KeyMark(node, counter, 0, 0));
        }
    }

    private boolean isAnswered(NodeEntry.Origin origin) {
        KeyMark node = nodes.get(origin.node());
        return node != null && node.answered() >= origin.counter();
    }

    /** @param oldest older keys are not kept, in milliseconds since 1970. @return whether the key is still needed; else it is forgotten */
    boolean keep(NodeKey key, long oldest) {
        boolean answered = key.key() == null && isAnswered(key.origin());
        if (!answered && key.millis() > oldest) {
            return true;
        }
        add(new KeyMark(answered ? key.origin().node() : ALL, 0, key.at(), key.millis()));
        return false;
    }

    List<KeyMark> all() {
        List<KeyMark> all = new ArrayList<>(nodes.values());
        if (others.at() > 0) {
            all.add(others);
        }
        return all;
    }
}
