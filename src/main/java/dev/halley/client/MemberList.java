package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The members of a channel, built from lists and changes with versions; docs/client-recovery.md has its table.
 *
 * <p>Thread-safety: guarded by itself.
 */
final class MemberList {

    /** What a message leads to. */
    enum Effect {
        /** There is nothing new. */
        NONE,
        /** The members are others. */
        CHANGED,
        /** A change is missing: a list is wanted. */
        MISSED
    }

    private final Map<String, PresenceMember> members = new LinkedHashMap<>();
    /** Of the last message; negative while a list is awaited. */
    private long version = -1;
    /** How many there are where the server only counts them; negative where it lists them. */
    private long counted = -1;

    private boolean first = true;

    synchronized PresenceSnapshot snapshot() {
        return new PresenceSnapshot(members, counted < 0 ? members.size() : counted, counted >= 0);
    }

    /** What comes next is a list. */
    synchronized void renew() {
        version = -1;
    }

    /** @param calls gets what the listener is to be told, in order */
    synchronized Effect take(RawJson data, List<Consumer<PresenceListener>> calls) {
        if (!data.isObject()) {
            return Effect.NONE;
        }
        Map<String, RawJson> fields = JsonObjects.members(data);
        long next = HistoryMark.offset(fields.get("version"));
        if (next < 0) {
            return Effect.NONE;
        }
        boolean isChange = !fields.containsKey("members")
                && (fields.containsKey("join") || fields.containsKey("update") || fields.containsKey("leave"));
        if (isChange && (version < 0 || next != version + 1)) {
            return missed(next);
        }
        version = next;
        if (isChange) {
            leave(fields.get("leave"), calls);
            list(fields.get("join")).forEach(member -> put(member, calls));
            list(fields.get("update")).forEach(member -> put(member, calls));
        } else if (fields.containsKey("members")) {
            replace(list(fields.get("members")), calls);
        } else {
            members.clear();
            counted = Math.max(HistoryMark.offset(fields.get("count")), 0);
        }
        return Effect.CHANGED;
    }

    private Effect missed(long next) {
        if (version < 0 || next <= version) {
            // It belongs to a list that is still to come, or that has come.
            return Effect.NONE;
        }
        version = -1;
        return Effect.MISSED;
    }

    private void replace(List<PresenceMember> list, List<Consumer<PresenceListener>> calls) {
        if (first || counted >= 0) {
            // Nobody is known to have come or gone.
            members.clear();
            list.forEach(member -> members.put(member.id(), member));
        } else {
            Set<String> gone = new LinkedHashSet<>(members.keySet());
            list.stream().map(PresenceMember::id).forEach(gone::remove);
            gone.forEach(id -> remove(id, calls));
            list.forEach(member -> put(member, calls));
        }
        first = false;
        counted = -1;
    }

    private void put(PresenceMember member, List<Consumer<PresenceListener>> calls) {
        PresenceMember former = members.put(member.id(), member);
        if (former == null) {
            calls.add(listener -> listener.joined(member));
        } else if (!former.equals(member)) {
            calls.add(listener -> listener.updated(member, former));
        }
    }

    private void leave(@Nullable RawJson ids, List<Consumer<PresenceListener>> calls) {
        if (ids != null && ids.isArray()) {
            JsonObjects.elements(ids).stream().filter(RawJson::isString).forEach(id -> remove(id.string(), calls));
        }
    }

    private void remove(String id, List<Consumer<PresenceListener>> calls) {
        PresenceMember gone = members.remove(id);
        if (gone != null) {
            calls.add(listener -> listener.left(gone));
        }
    }

    private static List<PresenceMember> list(@Nullable RawJson array) {
        return array == null || !array.isArray()
                ? List.of()
                : JsonObjects.elements(array).stream()
                        .map(PresenceMember::read)
                        .flatMap(Optional::stream)
                        .toList();
    }
}
