package dev.halley.config;

import java.time.Duration;
import java.util.List;

/**
 * Which channels show their members, and how.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channels names of channels and patterns; empty, the default, for only those that the application names by code
 * @param prefix the beginning of the names of the channels on which members are shown; default {@code /presence}
 * @param delay how long changes are collected before they are sent; default 50 ms
 * @param grace how long a session whose client is away stays a member, and how long the sessions of a node that is lost
 *     or leaves do; default 15 s
 * @param clientInfo whether the information that a client sends about itself in its handshake is shown; default false
 * @param maxMembers the maximum number of members that are listed; of more only the number is shown; default 10,000
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
