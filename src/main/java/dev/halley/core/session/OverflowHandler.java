package dev.halley.core.session;

import dev.halley.protocol.Encoded;
import dev.halley.protocol.OverflowTag;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the overflow policies of channels do in one queue. Where there is no room, lazy messages go first. A message that would end the session
 * then takes the room of those that may be read again, the last first; of those that may be dropped, the first first; and of those that are kept
 * rather than what comes after them, the last first.
 *
 * <p>Only what waits gives way: what went out, and may go again, stays as it went.
 *
 * <p>Thread-safety: guarded by its session's lock.
 */
final class OverflowHandler {

    /** What became of an offer. */
    enum Offer {
        TAKEN,
        /** There is no room, and its channel says that the session ends. */
        FULL,
        /** It is dropped, as its channel says. */
        DROPPED,
        /** It is to be read from its channel's history when there is room. */
        BEHIND
    }

    /** Of the queue's room, what is read again from histories takes no more than one in so many. */
    private static final int SHARE = 2;

    /** The queue, as far as the policies use it. */
    interface Queue {

        int maxMessages();

        long maxLength();

        long length();

        /** @return whether there is room for it, beside what waits and what is not yet acknowledged */
        boolean fits(Encoded message);

        boolean hasRoom();

        /** @return the lazy messages that made room */
        List<Encoded> dropLazy();

        /** Its message waits behind all others; there is room for it. */
        void add(Place place);

        boolean isLast(Place place);

        /** A message takes the place of the one that waits there, which is dropped. */
        void replace(Place place, Encoded newer);

        /** Its message is dropped. */
        void drop(Place place);

        /** Its message leaves the queue, and is to be read again. */
        void takeOut(Place place);
    }

    private final Queue queue;
    private final LaggingChannels behind;
    private final PlaceChain oldestGoes = new PlaceChain();
    private final PlaceChain newestGoes = new PlaceChain();
    private final PlaceChain readAgain = new PlaceChain();
    private final Map<Key, Place> latest = new HashMap<>();

    private record Key(String channel, String value) {

        static Key of(Encoded message, OverflowTag overflow) {
            return new Key(Follows.channel(message), Objects.requireNonNullElse(overflow.key(), ""));
        }
    }

    OverflowHandler(Queue queue, LaggingChannels behind) {
        this.queue = queue;
        this.behind = behind;
    }

    private PlaceChain chain(OverflowTag.Kind kind) {
        return switch (kind) {
            case DROP_OLDEST, LATEST -> oldestGoes;
            case DROP_NEWEST -> newestGoes;
            case CATCH_UP -> readAgain;
        };
    }

    /** @return whether there is room now for a message that would end the session. @param dropped gets what is dropped for it */
    boolean makeRoomForFirm(Encoded message, List<Encoded> dropped) {
        return message.length() <= queue.maxLength()
                && (makeRoom(message, readAgain.last(), readAgain, dropped)
                        || makeRoom(message, oldestGoes.first(), oldestGoes, dropped)
                        || makeRoom(message, newestGoes.last(), newestGoes, dropped));
    }

    private boolean makeRoom(Encoded message, @Nullable Place first, PlaceChain chain, List<Encoded> dropped) {
        boolean fromTheFront = chain == oldestGoes;
        Place next = first;
        while (!queue.fits(message) && next != null) {
            drop(next, dropped);
            next = fromTheFront ? chain.first() : chain.last();
        }
        return queue.fits(message);
    }

    /** @param dropped gets what is dropped for it */
    Offer offer(Encoded message, OverflowTag overflow, List<Encoded> dropped) {
        if (message.length() > queue.maxLength()) {
            // However much goes for it, it never fits.
            return Offer.DROPPED;
        }
        return switch (overflow.kind()) {
            case LATEST -> offerLatest(message, overflow, dropped);
            case DROP_OLDEST -> offerLossy(message, overflow, dropped);
            case DROP_NEWEST -> roomWithoutLazy(message, dropped) ? add(new Place(message, overflow)) : Offer.DROPPED;
            case CATCH_UP -> offerCatchUp(message, overflow, dropped);
        };
    }

    private boolean roomWithoutLazy(Encoded message, List<Encoded> dropped) {
        if (!queue.fits(message)) {
            dropped.addAll(queue.dropLazy());
        }
        return queue.fits(message);
    }

    private Offer add(Place place) {
        queue.add(place);
        chain(place.overflow.kind()).add(place);
        return Offer.TAKEN;
    }

    private Offer offerLossy(Encoded message, OverflowTag overflow, List<Encoded> dropped) {
        boolean room = roomWithoutLazy(message, dropped) || makeRoom(message, oldestGoes.first(), oldestGoes, dropped);
        return room ? add(new Place(message, overflow)) : Offer.DROPPED;
    }

    private Offer offerLatest(Encoded message, OverflowTag overflow, List<Encoded> dropped) {
        Key key = Key.of(message, overflow);
        Place there = latest.get(key);
        Place first = null;
        if (there != null && mayStandAt(there, message)) {
            if (queue.length() - there.message().length() + message.length() <= queue.maxLength()) {
                dropped.add(there.message());
                oldestGoes.grow(message.length() - there.message().length());
                queue.replace(there, message);
                return Offer.TAKEN;
            }
            drop(there, dropped);
        } else if (there != null && there.second) {
            first = there.other;
            drop(there, dropped);
        } else {
            first = there;
        }
        if (offerLossy(message, overflow, dropped) == Offer.DROPPED) {
            return Offer.DROPPED;
        }
        Place place = Objects.requireNonNull(oldestGoes.last());
        latest.put(key, place);
        if (first != null && !first.left) {
            first.other = place;
            place.other = first;
            place.second = true;
        }
        return Offer.TAKEN;
    }

    /** Messages with positions go in the order of these: the newest of a key goes to the end, if others of its channel may be between. */
    private boolean mayStandAt(Place there, Encoded message) {
        return message.tag() == null || there.overflow.key() == null || queue.isLast(there);
    }

    private Offer offerCatchUp(Encoded message, OverflowTag overflow, List<Encoded> dropped) {
        String channel = Follows.channel(message);
        if (behind.refuses(channel, overflow)) {
            return Offer.BEHIND;
        }
        boolean inItsShare = readAgain.size() == 0
                || readAgain.size() < queue.maxMessages() / SHARE
                        && readAgain.length() + message.length() <= queue.maxLength() / SHARE;
        boolean room = inItsShare
                && (roomWithoutLazy(message, dropped)
                        || makeRoom(message, oldestGoes.first(), oldestGoes, dropped)
                        || makeRoom(message, newestGoes.last(), newestGoes, dropped));
        if (room) {
            return add(new Place(message, overflow));
        }
        behind.fallBehind(channel, overflow);
        return Offer.BEHIND;
    }

    /** @return whether what is to be read again finds enough room for that to be worth while */
    boolean hasRoomToCatchUp() {
        return readAgain.size() <= queue.maxMessages() / (2 * SHARE)
                && readAgain.length() <= queue.maxLength() / (2 * SHARE)
                && (queue.hasRoom() || oldestGoes.size() + newestGoes.size() > 0);
    }

    private void drop(Place place, List<Encoded> dropped) {
        dropped.add(place.message());
        if (place.overflow.kind() == OverflowTag.Kind.CATCH_UP) {
            queue.takeOut(place);
            behind.fallBehind(Follows.channel(place.message()), place.overflow);
        } else {
            queue.drop(place);
        }
    }

    /** A message that may give way waits no more. */
    void left(Place place) {
        place.left = true;
        chain(place.overflow.kind()).remove(place);
        if (place.overflow.kind() == OverflowTag.Kind.LATEST) {
            latest.remove(Key.of(place.message(), place.overflow), place);
            Place other = place.other;
            if (other != null) {
                other.other = null;
                other.second = false;
            }
        }
    }
}
