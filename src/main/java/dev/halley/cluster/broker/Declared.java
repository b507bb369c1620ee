package dev.halley.cluster.broker;

import dev.halley.api.HistoryPolicy;
import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which channels the nodes of a cluster say keep history: each puts what it says into its part of the state. Where nodes say different
 * things of one channel or pattern, what keeps more messages counts, of those the longer time.
 *
 * <p>Thread-safety: thread-safe; the maps are guarded by this.
 */
final class Declared implements OwnedState.Listener {

    static final String SECTION = "history";

    private final OwnedState state;
    private final NodeId self;
    private final Consumer<Map<ChannelId, HistoryPolicy>> told;
    private final Map<NodeId, Map<ChannelId, HistoryPolicy>> others = new HashMap<>();
    /** What those have said last that are gone. */
    private final Map<ChannelId, HistoryPolicy> gone = new HashMap<>();

    /** @param told gets what the others say, each time that it changes */
    Declared(OwnedState state, NodeId self, Consumer<Map<ChannelId, HistoryPolicy>> told) {
        this.state = state;
        this.self = self;
        this.told = told;
    }

    void declare(ChannelId channel, HistoryPolicy policy) {
        byte[] value = new WireOutput()
                .number(policy.messages())
                .number(policy.time().getSeconds())
                .number(policy.time().getNano())
                .toBytes();
        state.put(new OwnedState.Key(SECTION, channel.toString()), value);
    }

    @Override
    public void put(NodeId node, OwnedState.Key key, byte[] value) {
        ChannelId channel = channel(key);
        HistoryPolicy policy = policy(value);
        if (node.equals(self) || channel == null || policy == null) {
            return;
        }
        synchronized (this) {
            others.computeIfAbsent(node, absent -> new HashMap<>()).put(channel, policy);
            gone.remove(channel);
            told.accept(all());
        }
    }

    /** What a node has said that is gone counts until somebody says something else: it may come back, and its streams are here. */
    @Override
    public synchronized void removed(NodeId node, OwnedState.Key key) {
        ChannelId channel = channel(key);
        Map<ChannelId, HistoryPolicy> ofNode = others.get(node);
        HistoryPolicy policy = channel == null || ofNode == null ? null : ofNode.remove(channel);
        if (policy != null && others.values().stream().noneMatch(some -> some.containsKey(channel))) {
            gone.put(channel, policy);
        }
    }

    @Override
    public synchronized void partLost(NodeId node) {
        others.remove(node);
    }

    private Map<ChannelId, HistoryPolicy> all() {
        Map<ChannelId, HistoryPolicy> all = new HashMap<>(gone);
        others.values()
                .forEach(some ->
                        some.forEach((channel, policy) -> all.merge(channel, policy, History.Declarations::more)));
        return Map.copyOf(all);
    }

    private static @Nullable ChannelId channel(OwnedState.Key key) {
        return ChannelId.parse(key.name()).filter(ChannelId::isBroadcast).orElse(null);
    }

    private static @Nullable HistoryPolicy policy(byte[] value) {
        try {
            return WireInput.read("A declaration of history", value, in -> {
                int messages = in.number();
                long seconds = in.longNumber();
                int nanos = in.number();
                in.require(nanos >= 0 && nanos < 1_000_000_000, "a time that is none");
                return new HistoryPolicy(messages, Duration.ofSeconds(seconds, nanos));
            });
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
