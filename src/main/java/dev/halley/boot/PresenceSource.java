package dev.halley.boot;

import dev.halley.config.ServerConfig;
import dev.halley.presence.LocalPresence;
import dev.halley.presence.Rooms;
import dev.halley.spi.PresenceTracker;

/**
 * Makes what tracks the members of channels.
 *
 * <p>Thread-safety: stateless.
 */
final class PresenceSource {

    private PresenceSource() {}

    /**
     * @return refuses to show members where the server is a node of a cluster
     * @throws IllegalStateException if that is so, and the settings name channels whose members are to be shown
     */
    static PresenceTracker find(ServerConfig config) {
        if (config.cluster().name().isEmpty()) {
            return new Rooms(config.presence(), new LocalPresence());
        }
        PresenceTracker none = new NotInCluster();
        if (!config.presence().channels().isEmpty()) {
            none.require();
        }
        return none;
    }

    /** Immutable. */
    private static final class NotInCluster implements PresenceTracker {

        @Override
        public void require() {
            throw new IllegalStateException(
                    "The members of channels are to be shown, and 'cluster.name' is set: a node of a"
                            + " cluster cannot show them yet, only a server that stands alone can.");
        }
    }
}
