package dev.halley.core.session;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Events that were taken together, of which dequeue listeners have dropped or merged some: what is left says what is not.
 *
 * <p>Thread-safety: confined to the thread that took them.
 */
final class TakenEvents {

    private final List<Encoded> taken;
    /** Of each channel, the first and the last event that were dropped since the one before that was not. */
    private final Map<String, Dropped> dropped = new HashMap<>();

    private record Dropped(HistoryTag first, HistoryTag last) {

        /** Another one follows: the first says for both that what was before them is lost. */
        Dropped and(HistoryTag next) {
            return new Dropped(next.lost() ? first.sayingLost() : first, next);
        }
    }

    TakenEvents(List<Encoded> taken) {
        this.taken = taken;
    }

    static boolean haveTags(List<Encoded> events) {
        for (Encoded event : events) {
            if (event.tag() != null) {
                return true;
            }
        }
        return false;
    }

    /** @param left what the listeners let go, new ones without a tag. @return the same, with what was left out */
    List<Encoded> tagged(List<Encoded> left) {
        Set<Encoded> kept = new HashSet<>(left);
        Map<Encoded, Encoded> forms = new HashMap<>();
        for (Encoded event : taken) {
            HistoryTag tag = event.tag();
            if (tag != null) {
                String channel = Follows.channel(event);
                if (kept.contains(event)) {
                    forms.put(event, afterDropped(event, tag, dropped.remove(channel)));
                } else {
                    dropped.merge(channel, new Dropped(tag, tag), (before, last) -> before.and(last.last));
                }
            }
        }
        List<Encoded> result = new ArrayList<>(left.size());
        for (Encoded event : left) {
            result.add(event.tag() == null ? merged(event, kept) : forms.getOrDefault(event, event));
        }
        return result;
    }

    private static Encoded afterDropped(Encoded event, HistoryTag tag, @Nullable Dropped before) {
        return before == null ? event : Encoded.of((ChannelMessage) event.message(), tagAfter(tag, before));
    }

    private static HistoryTag tagAfter(HistoryTag tag, Dropped before) {
        boolean sameEpoch = tag.epoch().equals(before.first.epoch());
        HistoryTag told = sameEpoch && !before.first.withEpoch() && !tag.withEpoch() ? tag : tag.writingEpoch();
        HistoryTag whole = sameEpoch ? told.after(before.first.base()) : told;
        return before.first.lost() ? whole.sayingLost() : whole;
    }

    /** An event in the place of all of its channel's stands where the last of them did. */
    private Encoded merged(Encoded event, Set<Encoded> kept) {
        String channel = Follows.channel(event);
        Dropped before = dropped.get(channel);
        boolean inPlaceOfAll = before != null
                && kept.stream()
                        .noneMatch(other ->
                                other.tag() != null && Follows.channel(other).equals(channel));
        if (!inPlaceOfAll) {
            return event;
        }
        dropped.remove(channel);
        return Encoded.of((ChannelMessage) event.message(), tagAfter(before.last, before));
    }

    /** @return of channels whose last events were dropped, the first of these */
    Map<String, HistoryTag> tookBack() {
        Map<String, HistoryTag> first = new HashMap<>();
        dropped.forEach((channel, gone) -> first.put(channel, gone.first));
        return first;
    }
}
