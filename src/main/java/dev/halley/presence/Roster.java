package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The members of a channel, what of them has changed since that was told last, and the version of what is told. A version is one
 * more than the one before; a channel that nobody has been in has the version 0.
 *
 * <p>Up to {@code most} members are listed. Of more only the number is told, and of fewer again only when there are a tenth fewer:
 * else one who comes and goes would make the whole list go out again and again.
 *
 * <p>Thread-safety: confined to who holds the lock of its {@link Room}.
 */
final class Roster {

    private static final int TENTH = 10;

    private final int most;
    private final Map<String, Member> members = new LinkedHashMap<>();
    /** Those that have changed, as they were told last; null for those that were not there. */
    private final Map<String, @Nullable Member> toldBefore = new LinkedHashMap<>();

    private long version;
    private boolean counted;
    private int countTold;

    /** @param most how many members are listed */
    Roster(int most) {
        this.most = most;
    }

    /** @return what it was before; null if it has come now */
    @Nullable Member put(Member member) {
        Member before = members.put(member.id(), member);
        changed(member.id(), before);
        return before;
    }

    /** @return what it was; null if it was not there */
    @Nullable Member remove(String id) {
        Member before = members.remove(id);
        if (before != null) {
            changed(id, before);
        }
        return before;
    }

    private void changed(String id, @Nullable Member before) {
        // A null stands for one that was not there, so putIfAbsent would not do.
        if (!toldBefore.containsKey(id)) {
            toldBefore.put(id, before);
        }
    }

    List<Member> members() {
        return List.copyOf(members.values());
    }

    int size() {
        return members.size();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    /** @return whether something may be to be told */
    boolean hasChanged() {
        return !toldBefore.isEmpty();
    }

    /** @return the whole of it, at the version that was told last */
    RawJson list() {
        Map<String, Object> message = message();
        if (counted) {
            message.put("count", countTold);
        } else {
            message.put("members", shown(members.values()));
        }
        return RawJson.from(message);
    }

    /** Counts what has changed as told. @return what is to be told, as the next version; null if there is nothing */
    @Nullable RawJson takeChanges() {
        List<Member> join = new ArrayList<>();
        List<String> leave = new ArrayList<>();
        toldBefore.forEach((id, before) -> {
            Member now = members.get(id);
            if (now == null && before != null) {
                leave.add(id);
            } else if (now != null && (before == null || differ(before, now))) {
                join.add(now);
            }
        });
        toldBefore.clear();
        return told(join, leave);
    }

    /** @param join those that have come, and those of which something is new */
    private @Nullable RawJson told(List<Member> join, List<String> leave) {
        boolean before = counted;
        counted = members.size() > (before ? most - most / TENTH : most);
        boolean sameList = join.isEmpty() && leave.isEmpty();
        if (counted == before && (counted ? members.size() == countTold : sameList)) {
            return null;
        }
        version++;
        countTold = members.size();
        if (counted || before) {
            return list();
        }
        Map<String, Object> message = message();
        putUnlessEmpty(message, "join", shown(join));
        putUnlessEmpty(message, "leave", leave);
        return RawJson.from(message);
    }

    private static void putUnlessEmpty(Map<String, Object> message, String key, List<?> values) {
        if (!values.isEmpty()) {
            message.put(key, values);
        }
    }

    private Map<String, Object> message() {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("version", version);
        return message;
    }

    private static List<Map<String, Object>> shown(Collection<Member> members) {
        return members.stream().map(Roster::shown).toList();
    }

    private static Map<String, Object> shown(Member member) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", member.id());
        shown.put("sessions", member.sessions());
        RawJson info = member.info();
        if (info != null) {
            shown.put("info", info);
        }
        return shown;
    }

    /** Field by field: what the JDK makes for comparing records keeps an application's class loader. */
    private static boolean differ(Member one, Member other) {
        return one.sessions() != other.sessions() || !Objects.equals(one.info(), other.info());
    }
}
