package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Platform;
import dev.halley.presence.ClusterPresence;
import dev.halley.presence.LocalPresence;
import dev.halley.presence.Rooms;
import dev.halley.spi.Presence;
import dev.halley.spi.PresenceTracker;

/**
 * Makes what tracks the members of channels.
 *
 * <p>Thread-safety: stateless.
 */
final class PresenceSource {

    private PresenceSource() {}

    /** @return shows the members of this server, and of its cluster where there is one */
    static PresenceTracker find(Platform platform, Membership membership) {
        ServerConfig config = platform.config();
        return new Rooms(config.presence(), presence(config, platform, membership));
    }

    private static Presence presence(ServerConfig config, Platform platform, Membership membership) {
        if (config.cluster().name().isEmpty()) {
            return new LocalPresence();
        }
        var surroundings = new ClusterPresence.Surroundings(
                platform.clock(), platform.timer(), platform.threads().workers());
        return new ClusterPresence(membership.cluster(), membership.state(), config.presence(), surroundings);
    }
}
