package dev.halley.cluster.log;

import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.KeyMarks.Origin;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the publishes of one stream are known by, in the order in which they came, apart from the entries (rule 3). What is forgotten leaves
 * a mark: up to there nobody can say what is known.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Keys {

    private final Map<PublishId, KnownKey> all = new LinkedHashMap<>(4);
    private final Map<String, KnownKey> keyed = new HashMap<>(4);
    /** Which publishes of a node are answered; the node of which nothing was heard for the longest is first. */
    private final Map<NodeId, Origin> origins = new LinkedHashMap<>(4, 0.75f, true);

    private Forgotten forgotten = Forgotten.NOTHING;
    private long bytes;

    /** @return which are forgotten */
    KeyMarks marks() {
        return new KeyMarks(forgotten, List.copyOf(origins.values()));
    }

    /** Others that are equal have forgotten these. */
    void mark(KeyMarks marks) {
        forgotten = forgotten.and(marks.forgotten());
        marks.origins().forEach(this::mark);
    }

    private void mark(Origin more) {
        Origin before = origins.get(more.node());
        long answered = before == null ? more.answered() : Math.max(before.answered(), more.answered());
        Forgotten both = before == null ? more.forgotten() : before.forgotten().and(more.forgotten());
        origins.put(more.node(), new Origin(more.node(), answered, both));
        if (origins.size() > KeyMarks.MAX_ORIGINS) {
            Origin oldest = origins.values().iterator().next();
            origins.remove(oldest.node());
            forgotten = forgotten.and(oldest.forgotten());
        }
    }

    /** @return their bytes */
    long bytes() {
        return bytes;
    }

    int size() {
        return all.size();
    }

    @Nullable KnownKey get(PublishId id) {
        return all.get(id);
    }

    @Nullable KnownKey get(@Nullable Key key) {
        return key == null ? null : keyed.get(key.id());
    }

    /** @return what the publish is known by already; null if it is not */
    @Nullable KnownKey get(PublishId id, @Nullable Key key) {
        KnownKey known = all.get(id);
        return known == null ? get(key) : known;
    }

    /** Adds one, unless it is known; a known one that was taken again for a later entry takes its place behind the others. */
    void add(KnownKey key) {
        KnownKey known = get(key.id(), key.key());
        if (known != null) {
            if (!known.id().equals(key.id()) || known.at() > key.at() || known.millis() >= key.millis()) {
                return;
            }
            all.remove(known.id());
            gone(known);
        }
        all.put(key.id(), key);
        bytes += key.size();
        if (key.key() != null) {
            keyed.put(key.key().id(), key);
        }
        if (keyed.size() > LogLimits.MAX_KEYS || all.size() - keyed.size() > LogLimits.MAX_KEYS) {
            forgetOne(keyed.size() > LogLimits.MAX_KEYS);
        }
    }

    /** The oldest of its kind that is answered goes: one that is not may be repeated at any time. */
    private void forgetOne(boolean withKey) {
        Iterator<KnownKey> oldest = all.values().iterator();
        while (oldest.hasNext()) {
            KnownKey next = oldest.next();
            if ((next.key() != null) == withKey && (withKey || isAnswered(next.id()))) {
                oldest.remove();
                gone(next);
                forgotten = forgotten.and(next);
                return;
            }
        }
    }

    /** @return whether the node that took the publish has its answer, as far as is known here */
    boolean isAnswered(PublishId id) {
        Origin origin = origins.get(id.origin());
        return origin != null && origin.answered() >= id.counter();
    }

    private void gone(KnownKey key) {
        bytes -= key.size();
        if (key.key() != null) {
            keyed.remove(key.key().id());
        }
    }

    /** Publishes of a node up to that counter are answered. @param retain whether they are remembered all the same */
    void answered(NodeId origin, long counter, boolean retain) {
        if (counter > 0) {
            mark(new Origin(origin, counter, Forgotten.NOTHING));
        }
        if (retain) {
            return;
        }
        // Those that are answered are mostly the oldest: some that are not end the search.
        Iterator<KnownKey> oldest = all.values().iterator();
        for (int passed = 0; oldest.hasNext() && passed < 64; ) {
            KnownKey next = oldest.next();
            if (next.key() == null && isAnswered(next.id())) {
                oldest.remove();
                gone(next);
                mark(new Origin(next.id().origin(), 0, Forgotten.NOTHING.and(next)));
            } else {
                passed++;
            }
        }
    }

    /** Forgets those that were taken at that offset or before. */
    void forget(long at) {
        Iterator<KnownKey> oldest = all.values().iterator();
        while (oldest.hasNext()) {
            KnownKey next = oldest.next();
            if (next.at() > at) {
                return;
            }
            oldest.remove();
            gone(next);
            forgotten = forgotten.and(next);
        }
    }

    /** @return the last {@link KnownKey#at} of those that are older than that time; -1 if there is none */
    long olderThan(long millis) {
        long at = -1;
        for (KnownKey key : all.values()) {
            if (key.millis() >= millis) {
                break;
            }
            at = key.at();
        }
        return at;
    }

    /** @return those behind that {@link KnownKey#at}, oldest first; those of one offset together */
    List<KnownKey> after(long at, int most) {
        List<KnownKey> some = new ArrayList<>();
        for (KnownKey key : all.values()) {
            if (key.at() > at) {
                if (some.size() >= most && key.at() > some.get(some.size() - 1).at()) {
                    break;
                }
                some.add(key);
            }
        }
        return some;
    }
}
