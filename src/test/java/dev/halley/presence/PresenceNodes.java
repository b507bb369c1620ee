package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.config.ServerConfig;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Presence;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/** Presences of nodes that are linked in memory. */
final class PresenceNodes {

    static final Duration GRACE = Duration.ofSeconds(15);

    static final Presence.Receiver NOBODY = new Presence.Receiver() {
        @Override
        public void present(ChannelId channel, Member member) {}

        @Override
        public void absent(ChannelId channel, String id) {}
    };

    private PresenceNodes() {}

    static ClusterPresence presence(MemoryNode node, ManualTime time, Executor workers) {
        var config = ServerConfig.of(Map.of("presence", "/**")).presence();
        var surroundings = new ClusterPresence.Surroundings(time, time, workers);
        return new ClusterPresence(node, node.state(), config, surroundings);
    }
}
