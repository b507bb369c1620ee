package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One channel: the sessions of this server that are in it, its members on all nodes, and who watches them. All of that changes under
 * one lock, so that whoever comes and goes is told of in that order, and what is told is true of one moment.
 *
 * <p>Thread-safety: guarded by this, which whoever calls a method must hold; under the lock no code of the application runs, and nobody
 * waits.
 */
final class Room {

    private final Attendees attendees = new Attendees();
    private final Roster roster;
    /** Whether the members were listed to them. */
    private final Map<ServerSession, Boolean> watchers = new LinkedHashMap<>();

    private boolean telling;
    private boolean ended;

    /** @param most how many members are listed */
    Room(int most) {
        this.roster = new Roster(most);
    }

    Attendees attendees() {
        return attendees;
    }

    Roster roster() {
        return roster;
    }

    /** The members are to be listed to it, for the first time or again. */
    void watch(ServerSession session) {
        watchers.put(session, false);
    }

    void unwatch(ServerSession session) {
        watchers.remove(session);
    }

    boolean isWatched() {
        return !watchers.isEmpty();
    }

    int watchers() {
        return watchers.size();
    }

    /** @return whether there is something to tell, and nobody is about to: then the caller is */
    boolean beginTelling() {
        boolean begin = !telling && (roster.hasChanged() || watchers.containsValue(false));
        telling |= begin;
        return begin;
    }

    void endTelling() {
        telling = false;
    }

    /**
     * What is to be told now.
     *
     * @param changes null if nothing has changed
     * @param toChanges those who know the members as they were
     * @param list null if nobody is to have it
     * @param toList those to whom the members are to be listed
     */
    record News(
            @Nullable RawJson changes,
            List<ServerSession> toChanges,
            @Nullable RawJson list,
            List<ServerSession> toList) {}

    /** @param byPattern who is told by a pattern, too */
    News takeNews(List<ServerSession> byPattern) {
        RawJson changes = roster.takeChanges();
        List<ServerSession> toList = new ArrayList<>();
        List<ServerSession> toChanges = new ArrayList<>();
        watchers.forEach((session, listed) -> (listed ? toChanges : toList).add(session));
        byPattern.stream().filter(session -> !watchers.containsKey(session)).forEach(toChanges::add);
        watchers.replaceAll((session, listed) -> true);
        return new News(changes, toChanges, toList.isEmpty() ? null : roster.list(), toList);
    }

    List<Member> members() {
        return roster.members();
    }

    /** @return whether it is gone now: another one is to be got in its place */
    boolean endIfUnused() {
        ended = ended || attendees.isEmpty() && roster.isEmpty() && watchers.isEmpty() && !telling;
        return ended;
    }

    boolean isEnded() {
        return ended;
    }
}
