package dev.halley.presence;

import dev.halley.protocol.ChannelId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where one session is, and what it watches.
 *
 * <p>Thread-safety: guarded by this.
 */
final class Stay {

    /** The channels that it is in, or would be in if its client were not away; and as which member. */
    final Map<ChannelId, String> rooms = new HashMap<>(2);

    /** The channels whose members it watches. */
    final Set<ChannelId> watched = new HashSet<>(2);

    /** Whether its client has been away for so long that it is nowhere. */
    boolean absent;
}
