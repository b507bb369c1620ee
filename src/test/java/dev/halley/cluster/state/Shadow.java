package dev.halley.cluster.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be known of a section by being told only. Values are numbers that grow; a key whose name begins with {@code pin} is never
 * removed by its owner.
 */
public final class Shadow implements OwnedState.Listener {

    public final Map<NodeId, Map<Key, Long>> parts = new HashMap<>();
    final List<String> faults = new ArrayList<>();
    final Set<NodeId> found = new HashSet<>();
    private final Map<NodeId, Map<Key, Long>> highest = new HashMap<>();
    /** What was removed since the part is there: only its loss lets the same value come back. */
    private final Map<NodeId, Map<Key, Long>> gone = new HashMap<>();

    private final Set<NodeId> pinsRemoved = new HashSet<>();
    private final OwnedState state;
    private final NodeId self;
    /** Run after each call. */
    Runnable after = () -> {};

    public Shadow(OwnedState state, NodeId self) {
        this.state = state;
        this.self = self;
    }

    public static byte[] value(long number) {
        return Long.toString(number).getBytes(UTF_8);
    }

    public static long number(byte[] value) {
        return Long.parseLong(new String(value, UTF_8));
    }

    private void fault(String what) {
        if (faults.size() < 10) {
            faults.add(self.value() + ": " + what);
        }
    }

    @Override
    public void put(NodeId node, Key key, byte[] value) {
        checkPins(node);
        long number = number(value);
        Long before = parts.computeIfAbsent(node, part -> new HashMap<>()).put(key, number);
        if (before != null && before == number) {
            fault(key + " of " + node.value() + " is told twice");
        }
        Long removed = gone.getOrDefault(node, Map.of()).get(key);
        if (removed != null && removed >= number) {
            fault(key + " of " + node.value() + " comes back as " + number + " after it was removed");
        }
        Long high = highest.computeIfAbsent(node, part -> new HashMap<>()).put(key, number);
        if (high != null && high > number) {
            fault(key + " of " + node.value() + " goes back from " + high + " to " + number);
        }
        if (!node.equals(self) && !state.get(node, key).map(Shadow::number).equals(Optional.of(number))) {
            fault(key + " of " + node.value() + " is told and cannot be read");
        }
        after.run();
    }

    @Override
    public void removed(NodeId node, Key key) {
        Map<Key, Long> part = parts.getOrDefault(node, Map.of());
        if (!part.containsKey(key)) {
            fault(key + " of " + node.value() + " was not there and is told to be removed");
        } else {
            gone.computeIfAbsent(node, absent -> new HashMap<>()).put(key, part.remove(key));
        }
        if (!node.equals(self) && state.get(node, key).isPresent()) {
            fault(key + " of " + node.value() + " is told to be removed and can be read");
        }
        if (key.name().startsWith("pin")) {
            pinsRemoved.add(node);
        }
        after.run();
    }

    @Override
    public void partFound(NodeId node) {
        checkPins(node);
        if (!found.add(node)) {
            fault("the part of " + node.value() + " is found twice");
        }
        after.run();
    }

    @Override
    public void partLost(NodeId node) {
        pinsRemoved.remove(node);
        gone.remove(node);
        found.remove(node);
        if (!parts.getOrDefault(node, Map.of()).isEmpty()) {
            fault("the part of " + node.value() + " is lost with entries that were not removed");
        }
        after.run();
    }

    private void checkPins(NodeId node) {
        if (pinsRemoved.contains(node)) {
            fault("an entry of " + node.value() + " that stays was told to be removed");
        }
    }

    /** In the end. */
    public List<String> faults() {
        List.copyOf(pinsRemoved).forEach(this::checkPins);
        return faults;
    }
}
