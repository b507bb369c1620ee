package dev.halley.core.channel;

import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one session is to those who see the members of channels.
 *
 * <p>Thread-safety: thread-safe; the member is set once, the rest each on its own.
 */
public final class Attendance {

    private final ServerSession session;
    private final Told told;
    private volatile @Nullable String member;
    private volatile @Nullable RawJson info;
    private volatile Set<ChannelId> shown = Set.of();
    private volatile boolean backExpected;

    /** Learns what becomes of a session. */
    interface Told {

        /** A session's client is heard of that was away for too long. */
        void back(ServerSession session);

        /** A session has other info. */
        void infoChanged(ServerSession session);
    }

    public Attendance(ServerSession session, Told told) {
        this.session = session;
        this.told = told;
    }

    /** @return as which member it is shown; null as long as nobody has said */
    @Nullable String member() {
        return member;
    }

    /** Says as which member it is shown, unless somebody was faster. @return as which it is */
    synchronized String member(String name) {
        String said = member == null ? name : member;
        member = said;
        return said;
    }

    Optional<RawJson> info() {
        return Optional.ofNullable(info);
    }

    void info(@Nullable Object newInfo) {
        RawJson json = RawJson.from(newInfo);
        info = json.isNull() ? null : json;
        told.infoChanged(session);
    }

    /** It may see the members that are shown on a channel, or on all that a pattern matches. */
    public synchronized void mayWatch(ChannelId shownOn) {
        Set<ChannelId> more = new HashSet<>(shown);
        more.add(shownOn);
        shown = Set.copyOf(more);
    }

    /** It is not subscribed there any more: whether it may watch is asked again. */
    public synchronized void forget(ChannelId shownOn) {
        if (shown.contains(shownOn)) {
            Set<ChannelId> fewer = new HashSet<>(shown);
            fewer.remove(shownOn);
            shown = Set.copyOf(fewer);
        }
    }

    boolean watches(ChannelId shownOn) {
        return shown.contains(shownOn);
    }

    /** The session's client is heard of. */
    public void heardOf() {
        if (backExpected) {
            told.back(session);
        }
    }

    /** @param expected whether somebody waits for its client to be heard of */
    public void expectBack(boolean expected) {
        backExpected = expected;
    }
}
