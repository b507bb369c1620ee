package dev.halley.presence;

import dev.halley.api.Member;
import dev.halley.json.RawJson;
import dev.halley.presence.MemberEntry.Place;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import dev.halley.spi.Presence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes of what each node tells of its members who the members are: a pure state machine, without a clock or a thread.
 *
 * <p>A node's share in a member is counted, or awaited:
 *
 * <pre>
 *              put                    lost, put as leaving
 *   (none) ----------&gt; counted ---------------------------&gt; awaited
 *      ^                  |  ^                                  | |
 *      |      removed     |  |               put                | |
 *      |&lt;-----------------'  '----------------------------------' |
 *      '---------------------------------------------------------'
 *                 removed, grace over, found without it, back
 * </pre>
 *
 * <ol>
 *   <li>The sessions of a member are those that are counted. Where there are none, they are those that are awaited: whoever comes back on
 *       another node was never gone.
 *   <li>A share is awaited for the grace from when its node was first lost or leaving, and not longer if it is lost and found since.
 *   <li>A session that comes on another node is the one that was awaited: when it goes, the member is gone.
 *   <li>A lost node that is found says who is there: what it has not put by then goes.
 *   <li>What is put as leaving makes no member of one who is none.
 *   <li>The info is that of the greatest stamp; of equal ones, that of the node with the greater name, so that all nodes say the same.
 * </ol>
 *
 * <p>Thread-safety: confined to one thread at a time, but {@link #awaited}.
 */
final class MergedMembers {

    private final long grace;
    private final Presence.Receiver told;
    private final Consumer<Place> ownIsOver;
    private final NodeId self;
    private final Map<ChannelId, MembersOf> channels = new HashMap<>();
    /** In the order in which they are over, since the grace is the same for all; those that are not awaited any more included. */
    private final Deque<Awaited> waiting = new ArrayDeque<>();

    /** Written by one thread at a time. */
    private volatile int awaited;

    /** The members of one channel. */
    private record MembersOf(ChannelId channel, Map<String, Entry> members) {}

    /** One member, and what the nodes have told of it. */
    private static final class Entry {
        private final MembersOf all;
        private final String id;
        private final List<Share> shares = new ArrayList<>(1);
        private @Nullable Member told;

        Entry(MembersOf all, String id) {
            this.all = all;
            this.id = id;
        }

        @Nullable Share of(NodeId node) {
            // Nearly all have one.
            for (Share share : shares) {
                if (share.node.equals(node)) {
                    return share;
                }
            }
            return null;
        }
    }

    /** What one node has told of one member. */
    private static final class Share {
        private final NodeId node;
        private MemberEntry said;
        /** Null if it is counted. */
        private @Nullable Awaited awaited;
        /** Whether its node is lost, and not found again. */
        private boolean lost;

        Share(NodeId node, MemberEntry said) {
            this.node = node;
            this.said = said;
        }
    }

    /** Until when a share is awaited; in force as long as the share has it. */
    private record Awaited(Entry entry, Share share, long until) {

        boolean isInForce() {
            return share.awaited == this;
        }
    }

    /**
     * @param grace for how long a share is awaited, in nanoseconds
     * @param ownIsOver is told of shares of this node that are awaited no more, and did not come back here
     */
    MergedMembers(NodeId self, long grace, Presence.Receiver told, Consumer<Place> ownIsOver) {
        this.self = self;
        this.grace = grace;
        this.told = told;
        this.ownIsOver = ownIsOver;
    }

    /** @return what a node has told of a member; null if that is nothing */
    @Nullable MemberEntry said(NodeId node, Place place) {
        Entry entry = find(place);
        Share share = entry == null ? null : entry.of(node);
        return share == null ? null : share.said;
    }

    private @Nullable Entry find(Place place) {
        MembersOf all = channels.get(place.channel());
        return all == null ? null : all.members.get(place.member());
    }

    /** A node has told something of a member. @param now in nanoseconds */
    void put(NodeId node, Place place, MemberEntry said, long now) {
        put(node, place, said, now, false);
    }

    /** A node has told what it had told others before this node came. @param now in nanoseconds */
    void putBefore(NodeId node, Place place, MemberEntry said, long now) {
        put(node, place, said, now, true);
    }

    private void put(NodeId node, Place place, MemberEntry said, long now, boolean before) {
        Entry entry = find(place);
        if (entry == null) {
            if (said.leaving()) {
                return;
            }
            entry = add(place);
        }
        Share share = entry.of(node);
        if (!said.leaving() && (share == null || said.sessions() > share.said.sessions())) {
            isBack(entry, node);
        }
        if (share == null) {
            share = new Share(node, said);
            entry.shares.add(share);
        }
        share.said = said;
        share.lost = false;
        if (said.leaving()) {
            await(entry, share, now);
        } else {
            unawait(share);
        }
        settle(entry, before);
    }

    /** A session has come: nobody waits any longer for those of other nodes. */
    private void isBack(Entry entry, NodeId node) {
        for (Share share : List.copyOf(entry.shares)) {
            if (share.awaited != null && !share.node.equals(node)) {
                end(entry, share);
            }
        }
    }

    private void end(Entry entry, Share share) {
        unawait(share);
        entry.shares.remove(share);
        if (share.node.equals(self)) {
            ownIsOver.accept(new Place(entry.all.channel, entry.id));
        }
    }

    private Entry add(Place place) {
        MembersOf all = channels.computeIfAbsent(place.channel(), channel -> new MembersOf(channel, new HashMap<>()));
        Entry entry = new Entry(all, place.member());
        all.members.put(place.member(), entry);
        return entry;
    }

    private void await(Entry entry, Share share, long now) {
        if (share.awaited == null) {
            share.awaited = new Awaited(entry, share, now + grace);
            waiting.add(share.awaited);
            awaited++;
        }
    }

    private void unawait(Share share) {
        if (share.awaited != null) {
            share.awaited = null;
            awaited--;
        }
    }

    /** A node has none of a member's sessions any more. */
    void removed(NodeId node, Place place) {
        Entry entry = find(place);
        Share share = entry == null ? null : entry.of(node);
        if (share != null) {
            drop(entry, share);
        }
    }

    private void drop(Entry entry, Share share) {
        unawait(share);
        entry.shares.remove(share);
        settle(entry, false);
    }

    /** A node is lost that had sessions of a member. @param now in nanoseconds */
    void lost(NodeId node, Place place, long now) {
        Entry entry = find(place);
        Share share = entry == null ? null : entry.of(node);
        if (share != null) {
            share.lost = true;
            await(entry, share, now);
            settle(entry, false);
        }
    }

    /** All that a node has to say was put since it was lost. */
    void found(NodeId node) {
        for (Awaited each : List.copyOf(waiting)) {
            if (each.isInForce() && each.share.lost && each.share.node.equals(node)) {
                drop(each.entry, each.share);
            }
        }
    }

    /** Those who were awaited for the grace are gone. @param now in nanoseconds */
    void expire(long now) {
        for (Awaited next = waiting.peek(); next != null && next.until - now <= 0; next = waiting.peek()) {
            waiting.remove();
            if (next.isInForce()) {
                end(next.entry, next.share);
                settle(next.entry, false);
            }
        }
    }

    /** @return when to look the next time whether somebody was awaited for the grace, in nanoseconds */
    OptionalLong nextExpiry() {
        Awaited next = waiting.peek();
        return next == null ? OptionalLong.empty() : OptionalLong.of(next.until);
    }

    /** @return how many shares are awaited; any thread may ask */
    int awaited() {
        return awaited;
    }

    /** @param known whether one who was no member yet was one before this node came */
    private void settle(Entry entry, boolean known) {
        MembersOf all = entry.all;
        Member before = entry.told;
        Member now = merged(entry);
        entry.told = now;
        if (now != null && before == null && known) {
            told.known(all.channel, now);
        } else if (now != null && (before == null || differ(before, now))) {
            told.present(all.channel, now);
        } else if (now == null) {
            all.members.remove(entry.id);
            if (all.members.isEmpty()) {
                channels.remove(all.channel);
            }
            if (before != null) {
                told.absent(all.channel, entry.id);
            }
        }
    }

    private static @Nullable Member merged(Entry entry) {
        boolean counted = entry.shares.stream().anyMatch(share -> share.awaited == null);
        int sessions = 0;
        Share newest = null;
        for (Share share : entry.shares) {
            if (counted && share.awaited != null) {
                continue;
            }
            sessions += share.said.sessions();
            if (share.said.info() != null && (newest == null || isNewer(share, newest))) {
                newest = share;
            }
        }
        RawJson info = newest == null ? null : newest.said.info();
        return sessions == 0 ? null : new Member(entry.id, sessions, info);
    }

    private static boolean isNewer(Share share, Share other) {
        int compared = Long.compare(share.said.stamp(), other.said.stamp());
        return compared > 0 || compared == 0 && share.node.value().compareTo(other.node.value()) > 0;
    }

    /** Field by field, as {@link Roster} does. */
    private static boolean differ(Member one, Member other) {
        return one.sessions() != other.sessions() || !Objects.equals(one.info(), other.info());
    }
}
