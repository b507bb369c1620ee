package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.config.PresenceConfig;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Inspection;
import dev.halley.spi.Presence;
import dev.halley.spi.PresenceNames;
import dev.halley.spi.PresenceTracker;
import dev.halley.spi.ServerEvents;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tracks who is in which channel: what sessions do becomes members here, by way of the {@link Presence}, and what becomes of members
 * is told those who watch.
 *
 * <p>Locks: that of a session's {@link Stay}, then that of a {@link Room}; under both, no code of the application runs.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Rooms implements PresenceTracker, Presence.Receiver {

    private final PresenceConfig config;
    private final PresenceNames names;
    private final Presence presence;
    private final Map<ChannelId, Room> rooms = new ConcurrentHashMap<>();
    private final Map<ServerSession, Stay> stays = new ConcurrentHashMap<>();
    private final List<PatternWatch> patterns = new CopyOnWriteArrayList<>();
    private volatile @Nullable PresenceContext started;

    /** Immutable. */
    private record PatternWatch(ServerSession session, ChannelId pattern) {}

    /** @param presence knows the members on all nodes */
    public Rooms(PresenceConfig config, Presence presence) {
        this.config = config;
        this.names = new PresenceNames(config.prefix());
        this.presence = presence;
    }

    @Override
    public void start(PresenceContext server) {
        started = server;
        presence.start(this);
    }

    @Override
    public void stop() {
        presence.stop();
        started = null;
    }

    @Override
    public void require() {}

    // ---- sessions come and go

    @Override
    public void enter(ServerSession session, ChannelId channel, String member) {
        PresenceContext server = started;
        if (server == null) {
            return;
        }
        Stay stay = stays.computeIfAbsent(session, absent -> new Stay());
        synchronized (stay) {
            in(channel, room -> {
                // The members may have been hidden meanwhile, and that has not seen this session.
                if (server.isOn(channel)) {
                    stay.rooms.put(channel, member);
                    if (!isOut(server, session, stay) && room.attendees().add(session, member)) {
                        put(channel, room, member);
                    }
                }
            });
        }
    }

    @Override
    public void watch(ServerSession session, ChannelId shownOn) {
        if (shownOn.isWild()) {
            if (patterns.stream()
                    .noneMatch(watch ->
                            watch.session() == session && watch.pattern().equals(shownOn))) {
                patterns.add(new PatternWatch(session, shownOn));
            }
            return;
        }
        ChannelId channel = names.target(shownOn);
        if (channel != null) {
            Stay stay = stays.computeIfAbsent(session, absent -> new Stay());
            synchronized (stay) {
                stay.watched.add(channel);
                in(channel, room -> room.watch(session));
            }
        }
    }

    @Override
    public void leave(ServerSession session, ChannelId channel) {
        if (channel.isWild()) {
            patterns.removeIf(
                    watch -> watch.session() == session && watch.pattern().equals(channel));
            return;
        }
        Stay stay = stays.get(session);
        if (stay == null) {
            return;
        }
        synchronized (stay) {
            ChannelId watched = names.target(channel);
            if (watched != null && stay.watched.remove(watched)) {
                in(watched, room -> room.unwatch(session));
            } else if (stay.rooms.remove(channel) != null) {
                goOut(session, channel);
            }
        }
    }

    private void goOut(ServerSession session, ChannelId channel) {
        in(channel, room -> {
            String member = room.attendees().remove(session);
            if (member != null) {
                put(channel, room, member);
            }
        });
    }

    @Override
    public void ended(ServerSession session) {
        patterns.removeIf(watch -> watch.session() == session);
        Stay stay = stays.remove(session);
        if (stay == null) {
            return;
        }
        synchronized (stay) {
            stay.rooms.keySet().forEach(channel -> goOut(session, channel));
            stay.rooms.clear();
            stay.watched.forEach(channel -> in(channel, room -> room.unwatch(session)));
            stay.watched.clear();
        }
    }

    @Override
    public void infoChanged(ServerSession session) {
        Stay stay = stays.get(session);
        if (stay == null) {
            return;
        }
        synchronized (stay) {
            stay.rooms
                    .keySet()
                    .forEach(channel -> in(channel, room -> {
                        String member = room.attendees().prefer(session);
                        if (member != null) {
                            put(channel, room, member);
                        }
                    }));
        }
    }

    @Override
    public void hide(ChannelId channel) {
        stays.forEach((session, stay) -> {
            synchronized (stay) {
                if (stay.rooms.remove(channel) != null) {
                    goOut(session, channel);
                }
            }
        });
    }

    // ---- clients that are away

    @Override
    public void sweep() {
        PresenceContext server = started;
        if (server != null) {
            stays.forEach((session, stay) -> {
                if (isAway(server, session)) {
                    sendOut(server, session, stay);
                }
            });
        }
    }

    private void sendOut(PresenceContext server, ServerSession session, Stay stay) {
        synchronized (stay) {
            if (!stay.absent && !stay.rooms.isEmpty() && isOut(server, session, stay)) {
                stay.rooms.keySet().forEach(channel -> goOut(session, channel));
            }
        }
    }

    /** @return whether the session is nowhere, since its client has been away for too long; from then on, until it is back */
    private boolean isOut(PresenceContext server, ServerSession session, Stay stay) {
        if (stay.absent || !isAway(server, session)) {
            return stay.absent;
        }
        // First this, then the look: a client that comes back either is seen there, or sees this.
        server.expectBack(session, true);
        stay.absent = isAway(server, session);
        server.expectBack(session, stay.absent);
        return stay.absent;
    }

    private boolean isAway(PresenceContext server, ServerSession session) {
        return !session.isLocal() && server.awayNanos(session) > config.grace().toNanos();
    }

    @Override
    public void back(ServerSession session) {
        Stay stay = stays.get(session);
        PresenceContext server = started;
        if (stay == null || server == null) {
            return;
        }
        synchronized (stay) {
            if (stay.absent) {
                stay.absent = false;
                server.expectBack(session, false);
                stay.rooms.forEach((channel, member) -> in(channel, room -> {
                    if (room.attendees().add(session, member)) {
                        put(channel, room, member);
                    }
                }));
            }
        }
    }

    // ---- members come and go

    /** Tells what a member has become here. Called under the room's lock, so that it is told in order. */
    private void put(ChannelId channel, Room room, String id) {
        Member now = room.attendees().member(id);
        CompletionStage<Void> told = now == null ? presence.remove(channel, id) : presence.put(channel, now);
        told.whenComplete((done, failure) -> {
            PresenceContext server = started;
            if (failure != null && server != null) {
                server.events().transportFailed("presence", failure);
            }
        });
    }

    @Override
    public void present(ChannelId channel, Member member) {
        in(channel, room -> {
            PresenceContext server = started;
            if (room.roster().put(member) == null && server != null) {
                server.joined(channel, member);
            }
        });
    }

    @Override
    public void known(ChannelId channel, Member member) {
        in(channel, room -> room.roster().put(member));
    }

    @Override
    public void absent(ChannelId channel, String id) {
        in(channel, room -> {
            Member before = room.roster().remove(id);
            PresenceContext server = started;
            if (before != null && server != null) {
                server.left(channel, before);
            }
        });
    }

    @Override
    public void settled() {
        PresenceContext server = started;
        if (server != null) {
            server.tellSoon();
        }
    }

    @Override
    public ServerEvents events() {
        PresenceContext server = started;
        return server == null ? Presence.Receiver.super.events() : server.events();
    }

    @Override
    public void leaving() {
        presence.leaving();
    }

    // ---- what is told

    /** Does something under a room's lock; then what has changed is told, and a room that nobody needs is gone. */
    private void in(ChannelId channel, Consumer<Room> change) {
        while (true) {
            Room room = rooms.computeIfAbsent(channel, absent -> new Room(config.maxMembers()));
            synchronized (room) {
                if (!room.isEnded()) {
                    change.accept(room);
                    settle(channel, room);
                    return;
                }
            }
        }
    }

    private void settle(ChannelId channel, Room room) {
        PresenceContext server = started;
        if (!room.isWatched() && watchingByPattern(channel).isEmpty()) {
            // Nobody is told, but the version goes on.
            room.roster().takeChanges();
        } else if (server != null && room.beginTelling()) {
            server.timer().schedule(config.delay(), () -> server.run(() -> tell(channel, room)));
        }
        if (room.endIfUnused()) {
            rooms.remove(channel, room);
        }
    }

    private List<ServerSession> watchingByPattern(ChannelId channel) {
        if (patterns.isEmpty()) {
            return List.of();
        }
        ChannelId shownOn = names.shownOn(channel);
        Set<ServerSession> sessions = new LinkedHashSet<>();
        for (PatternWatch watch : patterns) {
            if (watch.pattern().matches(shownOn)) {
                sessions.add(watch.session());
            }
        }
        return List.copyOf(sessions);
    }

    /** One task at a time does this for a room, so that what it tells arrives in order. */
    private void tell(ChannelId channel, Room room) {
        PresenceContext server = started;
        Room.News news;
        synchronized (room) {
            news = room.takeNews(watchingByPattern(channel));
        }
        try {
            if (server != null) {
                ChannelId shownOn = names.shownOn(channel);
                if (news.changes() != null && !news.toChanges().isEmpty()) {
                    server.deliver(shownOn, news.changes(), news.toChanges());
                }
                if (news.list() != null) {
                    server.deliver(shownOn, news.list(), news.toList());
                }
            }
        } finally {
            synchronized (room) {
                room.endTelling();
                settle(channel, room);
            }
        }
    }

    // ---- what is asked

    @Override
    public List<Member> members(ChannelId channel) {
        Room room = rooms.get(channel);
        if (room == null) {
            return List.of();
        }
        synchronized (room) {
            return room.roster().members();
        }
    }

    @Override
    public boolean isWatched(ChannelId channel) {
        Room room = rooms.get(channel);
        if (room == null) {
            return false;
        }
        synchronized (room) {
            return room.isWatched();
        }
    }

    @Override
    public Inspection.PresenceSizes inspect() {
        int channels = 0;
        int members = 0;
        int watchers = patterns.size();
        for (Room room : rooms.values()) {
            synchronized (room) {
                channels += room.roster().isEmpty() ? 0 : 1;
                members += room.roster().size();
                watchers += room.watchers();
            }
        }
        return new Inspection.PresenceSizes(channels, members, watchers, presence.awaited());
    }
}
