package dev.halley.core.channel;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.config.PresenceConfig;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.PresenceNames;
import dev.halley.spi.PresenceTracker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes members of subscriptions, where the members of channels are shown: tells the tracker who comes and goes, and the listeners what
 * becomes of that.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ChannelMembers implements Attendance.Told {

    /** Begins what a session without a user is shown as; a name that begins so gets one more. */
    private static final String NUMBER = "#";

    private final PresenceTracker tracker;
    private final PresenceNames names;
    private final Set<ChannelId> configured;
    private final Function<ServerSession, Optional<String>> naming;
    private final Runnable telling;
    private volatile boolean used;

    /** No members are shown. */
    static final ChannelMembers NONE = new ChannelMembers(
            new PresenceConfig(List.of(), "/presence", Duration.ZERO, Duration.ZERO, false, 1),
            PresenceTracker.NONE,
            session -> Optional.empty(),
            () -> {});

    /**
     * @param naming says as which member a session is shown; empty for one without a name
     * @param telling tells listeners what has become of members
     * @throws IllegalStateException if members are to be shown of channels on which members are shown
     */
    public ChannelMembers(
            PresenceConfig config,
            PresenceTracker tracker,
            Function<ServerSession, Optional<String>> naming,
            Runnable telling) {
        this.tracker = tracker;
        this.names = new PresenceNames(config.prefix());
        this.configured = config.channels().stream().map(ChannelId::of).collect(Collectors.toUnmodifiableSet());
        this.naming = naming;
        this.telling = telling;
        configured.stream().filter(names::isReserved).findFirst().ifPresent(id -> {
            throw new IllegalStateException("The setting 'presence' names " + id
                    + ", which is below 'presencePrefix': the members of channels that show members are not shown.");
        });
        if (!configured.isEmpty()) {
            tracker.require();
            used = true;
        }
    }

    /** @return whether that is where members are shown, or a pattern of that; false as long as no channel's members are shown */
    public boolean isReserved(ChannelId id) {
        return used && names.isReserved(id);
    }

    /** @return whether it is a pattern that matches where members are shown, and other channels, too */
    public boolean reaches(ChannelId pattern) {
        return used && names.reaches(pattern);
    }

    /** @return the channel or pattern whose members are shown there, or null */
    public @Nullable ChannelId target(ChannelId shownOn) {
        return names.target(shownOn);
    }

    /** @return whether the members of any channel are shown, or may be */
    public boolean isUsed() {
        return used;
    }

    void use(boolean now) {
        used = now;
    }

    /** @throws IllegalStateException if members cannot be shown at all */
    void require() {
        tracker.require();
    }

    /** @return whether the setting names this channel or pattern */
    boolean isConfigured(ChannelId id) {
        return configured.contains(id);
    }

    boolean hasSettings() {
        return !configured.isEmpty();
    }

    /**
     * @param asked whether a remote session has asked for the subscription, and not code of the server
     * @return whether what is subscribed to shows members, and may show them to this session
     */
    boolean mayWatch(Subscriber session, ChannelId id, boolean asked) {
        if (isReserved(id) && !asked) {
            return true;
        }
        return (isReserved(id) || reaches(id))
                && (session.isLocal() || session.attendance().watches(id));
    }

    /** It is subscribed to what shows members, for the first time or again. */
    void watch(Subscriber session, ChannelId id) {
        tracker.watch(session, id);
    }

    /** It is subscribed to a channel whose members are shown, for the first time or again. {@link #tell} is to follow. */
    void enter(Subscriber session, ChannelId id, String member) {
        tracker.enter(session, id, member);
    }

    /** Asks the policy, once. @return as which member it is shown; null if it is none */
    @Nullable String memberOf(Subscriber session) {
        String known = session.attendance().member();
        if (known != null) {
            return known;
        }
        Optional<String> name = naming.apply(session).filter(given -> !given.isEmpty());
        if (name.isEmpty() && session.isLocal()) {
            return null;
        }
        String shown = name.map(given -> given.startsWith(NUMBER) ? NUMBER + given : given)
                .orElseGet(() -> NUMBER
                        + Long.toString(ThreadLocalRandom.current().nextLong(Long.MAX_VALUE), Character.MAX_RADIX));
        return session.attendance().member(shown);
    }

    /** In one step with the subscription's end; {@link #tell} is to follow. */
    void unsubscribed(Subscriber session, ChannelId id) {
        if (used) {
            session.attendance().forget(id);
            tracker.leave(session, id);
        }
    }

    /** The session takes no more subscriptions, and has left all. {@link #tell} is to follow. */
    void ended(ServerSession session) {
        if (used) {
            tracker.ended(session);
        }
    }

    @Override
    public void back(ServerSession session) {
        tracker.back(session);
        tell();
    }

    @Override
    public void infoChanged(ServerSession session) {
        if (used) {
            tracker.infoChanged(session);
        }
    }

    void hide(ChannelId channel) {
        tracker.hide(channel);
        tell();
    }

    /** Looks for clients that are away; {@link #tell} is to follow. @return whether there may be anything to tell */
    boolean sweep() {
        if (used) {
            tracker.sweep();
        }
        return used;
    }

    List<Member> members(ChannelId channel) {
        return tracker.members(channel);
    }

    boolean isWatched(ChannelId channel) {
        return used && tracker.isWatched(channel);
    }

    /** Tells listeners what has become of members. */
    void tell() {
        telling.run();
    }
}
