package dev.halley.presence;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.OwnedState.Key;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells the others of a member of a channel: an entry of its part of the state.
 *
 * <p>Thread-safety: immutable.
 *
 * @param leaving whether the sessions have ended while the node sends its clients to others
 * @param sessions how many sessions of that node, or were, if it is leaving; at least 1
 * @param stamp grows with each session that comes, and each info that is set, on any node that knows of the one before
 * @param info what is told of the member there, or null
 */
record MemberEntry(
        boolean leaving, int sessions, long stamp, @Nullable RawJson info) {

    static final String SECTION = "presence";

    /** Stands between a channel and a member; no name of a channel has it. */
    private static final char BETWEEN = ':';

    private static final int VERSION = 1;

    /** No node comes so far; beyond it, the next stamp might be less. */
    private static final long MOST = Long.MAX_VALUE / 2;

    /** Whom an entry is of. Immutable. */
    record Place(ChannelId channel, String member) {

        Key key() {
            return new Key(SECTION, channel.toString() + BETWEEN + member);
        }
    }

    /** @throws IllegalArgumentException if the key names no member of a channel */
    static Place place(Key key) {
        int end = key.name().indexOf(BETWEEN);
        if (end < 0) {
            throw new IllegalArgumentException("A member's entry names no member.");
        }
        ChannelId channel = ChannelId.parse(key.name().substring(0, end))
                .filter(id -> id.isBroadcast() && id.isPlain())
                .orElseThrow(() -> new IllegalArgumentException("A member's entry names no broadcast channel."));
        return new Place(channel, key.name().substring(end + 1));
    }

    byte[] encode() {
        return new WireOutput()
                .octet(VERSION)
                .flag(leaving)
                .number(sessions)
                .number(stamp)
                .optionalText(info == null ? null : info.text())
                .toBytes();
    }

    /** @throws IllegalArgumentException if it is malformed; the message says how */
    static MemberEntry decode(byte[] value) {
        return WireInput.read("A member's entry", value, in -> {
            in.require(in.octet() == VERSION, "an unknown version");
            boolean leaving = in.flag();
            int sessions = in.number();
            in.require(sessions > 0, "an illegal number of sessions");
            long stamp = in.longNumber();
            in.require(stamp >= 0 && stamp <= MOST, "an illegal stamp");
            return new MemberEntry(leaving, sessions, stamp, in.optional(in::json));
        });
    }
}
