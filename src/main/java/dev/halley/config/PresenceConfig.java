package dev.halley.config;

import java.time.Duration;
import java.util.List;

/**
 * Of which channels the members are shown, and how.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channels names of channels and patterns; empty, the default, for those alone that the application names by code
 * @param prefix what the names of the channels begin with on which members are shown; default {@code /presence}
 * @param delay how long changes are gathered; default 50 ms
 * @param grace how long a session whose client is away stays a member, and those of a node that is lost or leaves; default 15 s
 * @param clientInfo whether what a client says of itself in its handshake is shown; default false
 * @param maxMembers how many members are listed at most; of more only the number is told; default 10,000
 */
public record PresenceConfig(
        List<String> channels, String prefix, Duration delay, Duration grace, boolean clientInfo, int maxMembers) {

    /** Copies the list. */
    public PresenceConfig {
        channels = List.copyOf(channels);
    }

    static PresenceConfig from(ConfigReader reader) {
        return new PresenceConfig(
                reader.value(Settings.PRESENCE),
                reader.value(Settings.PRESENCE_PREFIX),
                reader.value(Settings.PRESENCE_DELAY),
                reader.value(Settings.PRESENCE_GRACE),
                reader.value(Settings.PRESENCE_CLIENT_INFO),
                reader.value(Settings.MAX_PRESENCE));
    }
}
