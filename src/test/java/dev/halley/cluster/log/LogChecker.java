package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogNetwork.Node;
import dev.halley.spi.HistoryPage.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads all that nodes told their clients, in the manner of Jepsen's workload for logs: two values at one place, a value at two places, an
 * acknowledged value that is gone, a hole, a value that comes twice, and somebody who is told of a loss without a cause.
 */
final class LogChecker implements LogNetwork.Witness {

    /** What a node has handed on of a channel since it began, or was told of a loss. */
    static final class Followed {
        private final Position begin;
        private final List<String> values = new ArrayList<>();
        private Position at;

        Followed(Position begin) {
            this.begin = begin;
            at = begin;
        }
    }

    /** Somebody was told that a position leads nowhere. */
    private record Told(String who, String channel, Position position, Verdict why) {}

    private final List<String> faults = new ArrayList<>();
    private final Map<String, String> places = new HashMap<>();
    /** Where each acknowledged value was said to be. */
    private final Map<String, Acknowledged> acknowledged = new LinkedHashMap<>();

    private final Map<Node, Map<String, Followed>> followed = new LinkedHashMap<>();
    /** What was acknowledged on a channel before a node began to follow it. */
    private final Map<Node, Map<String, Set<String>>> before = new HashMap<>();

    private final List<Told> told = new ArrayList<>();
    private final Set<String> excused = new HashSet<>();
    /** Channels of which entries were lost as all who had them are gone. */
    private final Set<String> excusedChannels = new HashSet<>();

    /** Channels of which there were two histories: one of them became void, and each may have been told of the other. */
    private final Set<String> diverged = new HashSet<>();

    private final Set<String> everCleared = new HashSet<>();
    /** Whether entries may leave: then what is gone is no loss. */
    boolean entriesLeave;

    /** Whether each entry is on one node: who does not see that one is told. */
    boolean loneCopies;

    long tells;
    long voided;
    long merged;

    /** Where a value is. */
    record Acknowledged(String channel, Position position) {}

    static String value(LogEntry entry) {
        return new String(entry.data(), StandardCharsets.UTF_8);
    }

    List<String> faults() {
        return faults;
    }

    void fault(String what) {
        if (faults.size() < 20) {
            faults.add(what);
        }
    }

    private void place(String channel, Position position, String value) {
        String before = places.putIfAbsent(channel + ' ' + position.epoch() + ' ' + position.offset(), value);
        if (before != null && !before.equals(value)) {
            fault("two values at one place: " + before + " and " + value + " at " + position + " of " + channel);
        }
    }

    void acknowledge(String value, String channel, Position position) {
        place(channel, position, value);
        acknowledged.putIfAbsent(value, new Acknowledged(channel, position));
    }

    boolean isAcknowledged(String value) {
        return acknowledged.containsKey(value);
    }

    boolean hasAcknowledged() {
        return !acknowledged.isEmpty();
    }

    void cleared(String channel) {
        everCleared.add(channel);
    }

    @Override
    public void happened(Node node, LogEvent event) {
        if (event instanceof LogEvent.Merged merge) {
            merged++;
            voided += merge.voided();
            diverged.add(merge.channel());
        }
    }

    /**
     * A node that sees all others is about to follow a channel, unless it does already: what is acknowledged now is not for it.
     */
    void wants(Node node, String channel) {
        if (followed.getOrDefault(node, Map.of()).containsKey(channel)) {
            return;
        }
        before.computeIfAbsent(node, none -> new HashMap<>())
                .computeIfAbsent(channel, none -> acknowledged.entrySet().stream()
                        .filter(entry -> entry.getValue().channel().equals(channel))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
    }

    /** What is acknowledged now may be for it all the same. */
    void wantsAll(Node node, String channel) {
        before.getOrDefault(node, new HashMap<>()).put(channel, Set.of());
    }

    /** At another place it is new to all: appended again after a split, or published again after its stream had gone. */
    private boolean isLate(Node node, String channel, String value, Position position) {
        return position.equals(positionOf(value))
                && before.getOrDefault(node, Map.of())
                        .getOrDefault(channel, Set.of())
                        .contains(value);
    }

    @Override
    public void following(Node node, String channel, Position from) {
        followed.computeIfAbsent(node, none -> new LinkedHashMap<>()).put(channel, new Followed(from));
    }

    @Override
    public void deliver(Node node, String channel, Position position, LogEntry entry) {
        String value = value(entry);
        place(channel, position, value);
        Map<String, Followed> all = followed.computeIfAbsent(node, none -> new LinkedHashMap<>());
        Followed of = all.computeIfAbsent(
                channel, none -> new Followed(new Position(position.epoch(), position.offset() - 1)));
        if (position.offset() != of.at.offset() + 1) {
            fault("hole: " + node + " got " + position + " after " + of.at + " of " + channel);
        }
        if (of.values.contains(value)) {
            fault("doubled: " + node + " got " + value + " again at " + position + " of " + channel);
        }
        if (isLate(node, channel, value, position)) {
            fault("late: " + node + " got " + value + " of " + channel + ", which was there before it followed");
        }
        of.values.add(value);
        of.at = position;
    }

    /** A node was told of a loss. @param isApart whether it does not see all others, who have what it has not */
    void lost(Node node, String channel, Position top, Verdict why, boolean isApart) {
        Map<String, Followed> all = followed.computeIfAbsent(node, none -> new LinkedHashMap<>());
        Followed before = all.put(channel, new Followed(top));
        tells++;
        if (before != null && !isApart) {
            told.add(new Told(node.toString(), channel, before.at, why));
        }
    }

    /** A node does not follow any more. */
    void unfollowed(Node node, String channel) {
        followed.computeIfAbsent(node, none -> new LinkedHashMap<>()).remove(channel);
        before.getOrDefault(node, new HashMap<>()).remove(channel);
    }

    /** A read was answered. @param isApart whether the node does not see all others, from whom the position may be */
    void read(Node node, String channel, Position after, Page page, boolean isApart) {
        Lineage lineage = new Lineage(page.lineage());
        long last = after.offset();
        for (LogEntry entry : page.entries()) {
            place(channel, lineage.positionOf(entry.offset()), value(entry));
            if (last > 0 && entry.offset() != last + 1) {
                fault("hole: a read of " + channel + " after " + after + " by " + node + " has " + entry.offset()
                        + " after " + last);
            }
            last = entry.offset();
        }
        if (page.verdict() != Verdict.OK && !after.equals(Position.NONE) && !isApart) {
            told.add(new Told("a reader on " + node, channel, after, page.verdict()));
        }
    }

    /** A node ends for good, with what it has: what nobody else has is lost, and nobody can help it. */
    void gone(Node dead, Collection<Node> living) {
        for (StreamLog stream : dead.machine.streams().all()) {
            Set<String> others = new HashSet<>();
            living.forEach(node -> others.addAll(values(node, stream.channel())));
            for (String value : values(dead, stream.channel())) {
                if (!others.contains(value)) {
                    excused.add(value);
                    excusedChannels.add(stream.channel());
                }
            }
            if (living.stream().noneMatch(node -> replica(node, stream.channel()) != null)) {
                excusedChannels.add(stream.channel());
            }
        }
    }

    private static List<String> values(Node node, String channel) {
        Replica replica = replica(node, channel);
        return replica == null
                ? List.of()
                : LogNetwork.entries(replica).stream().map(LogChecker::value).toList();
    }

    static @Nullable Replica replica(Node node, String channel) {
        return node.machine.streams().all().stream()
                .filter(stream -> stream.channel().equals(channel))
                .map(StreamLog::replica)
                .filter(replica -> replica != null)
                .findFirst()
                .orElse(null);
    }

    /** In the end: all nodes in one view, and nothing on its way. @param page all of a channel. @param whole the sequencer's */
    void check(String channel, Page page, Replica whole) {
        Map<String, Position> places = new HashMap<>();
        long last = -1;
        for (LogEntry entry : page.entries()) {
            Position position = whole.lineage().positionOf(entry.offset());
            place(channel, position, value(entry));
            Position before = places.put(value(entry), position);
            if (before != null) {
                fault("doubled: " + value(entry) + " is at " + before + " and at " + position + " of " + channel);
            }
            if (last >= 0 && entry.offset() != last + 1 && !whole.lineage().leavesOut(last, entry.offset())) {
                fault("hole: " + entry.offset() + " after " + last + " of " + channel);
            }
            last = entry.offset();
        }
        checkAcknowledged(channel, places, whole);
        checkTold(channel, whole);
        followed.forEach((node, all) -> {
            if (!node.isDead() && all.containsKey(channel)) {
                checkFollowed(node, channel, all.get(channel), page, whole);
            }
        });
    }

    private void checkAcknowledged(String channel, Map<String, Position> places, Replica whole) {
        acknowledged.forEach((value, where) -> {
            if (!where.channel().equals(channel) || places.containsKey(value) || excused.contains(value)) {
                return;
            }
            boolean mayHaveLeft = entriesLeave || everCleared.contains(channel);
            boolean inside =
                    isValid(where.position(), whole) && where.position().offset() >= whole.first();
            if (!mayHaveLeft || inside && !excusedChannels.contains(channel)) {
                fault("lost: " + value + " was acknowledged at " + where.position() + " of " + channel);
            }
        });
    }

    private void checkTold(String channel, Replica whole) {
        for (Told one : told) {
            boolean cause = !one.channel().equals(channel)
                    || excusedChannels.contains(channel)
                    || diverged.contains(channel)
                    || loneCopies
                    || !isValid(one.position(), whole)
                    || one.why() == Verdict.CLEARED && everCleared.contains(channel)
                    || entriesLeave;
            if (!cause) {
                fault("told without a cause: " + one + ", and the stream has "
                        + whole.lineage().runs() + " up to " + whole.last());
            }
        }
    }

    private static boolean isValid(Position position, Replica whole) {
        int run = whole.lineage().indexOf(position.epoch());
        return run >= whole.lineage().chain()
                && position.offset() >= whole.lineage().get(run).first() - 1
                && position.offset() <= whole.lineage().endOf(run, whole.last());
    }

    private void checkFollowed(Node node, String channel, Followed of, Page page, Replica whole) {
        if (of.at.offset() != page.top().offset()) {
            fault("unseen: " + node + " is at " + of.at + " and the top of " + channel + " is " + page.top());
        }
        if (!isValid(of.begin, whole)) {
            if (!excusedChannels.contains(channel)
                    && !of.values.isEmpty()
                    && !entriesLeave
                    && !everCleared.contains(channel)) {
                fault("not told: " + node + " began at " + of.begin + " of " + channel + ", which is void now");
            }
            return;
        }
        List<String> expected = page.entries().stream()
                .filter(entry -> entry.offset() > of.begin.offset())
                .map(LogChecker::value)
                .toList();
        List<String> got = of.values.subList(Math.max(0, of.values.size() - expected.size()), of.values.size());
        if (!got.equals(expected)
                || !entriesLeave && got.size() != of.values.size() && !everCleared.contains(channel)) {
            fault("hole: " + node + " got " + of.values + " of " + channel + " after " + of.begin + " and there is "
                    + expected + " in " + whole.lineage().runs());
        }
    }

    /** @return where a channel's values were said to be, for a reader to begin at */
    List<Position> positions(String channel) {
        return acknowledged.values().stream()
                .filter(where -> where.channel().equals(channel))
                .map(Acknowledged::position)
                .toList();
    }

    /** @return how many entries a node was handed since it began */
    int at(Node node) {
        return followed.getOrDefault(node, Map.of()).values().stream()
                .mapToInt(of -> of.values.size())
                .sum();
    }

    /** @return where a value was said to be */
    Position positionOf(String value) {
        Acknowledged where = acknowledged.get(value);
        return where == null ? Position.NONE : where.position();
    }
}
