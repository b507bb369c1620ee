package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Attach;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Detach;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.cluster.log.LogMessage.TopsSeen;
import dev.halley.cluster.log.LogMessage.Unfollow;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The streams that this node follows, by name and by pattern (rule 10).
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Follows {

    private final LogContext context;
    private final Requests requests;
    private final Map<String, StreamFollower> streams = new LinkedHashMap<>();
    private final Set<String> named = new LinkedHashSet<>();
    private final Map<String, Pattern> patterns = new LinkedHashMap<>();

    /** A pattern, and who has not answered yet. */
    private static final class Pattern {
        private final ChannelId pattern;
        private final Set<NodeId> missing = new LinkedHashSet<>();
        private final Map<NodeId, Set<Integer>> parts = new HashMap<>();
        private boolean live;
        private long asked;

        Pattern(String pattern) {
            this.pattern = ChannelId.of(pattern);
        }
    }

    Follows(LogContext context, Requests requests) {
        this.context = context;
        this.requests = requests;
    }

    void follow(String channel) {
        named.add(channel);
        if (!streams.containsKey(channel)) {
            streams.put(channel, new StreamFollower(context, requests, channel, null));
        }
    }

    void unfollow(String channel) {
        named.remove(channel);
        if (!isMatched(channel)) {
            end(channel);
        }
    }

    private void end(String channel) {
        StreamFollower stream = streams.remove(channel);
        if (stream != null) {
            stream.end();
            if (!context.members().isEmpty()) {
                context.send(context.placement().sequencer(channel), new Unfollow(context.view(), List.of(channel)));
            }
        }
    }

    private boolean isMatched(String channel) {
        ChannelId id = ChannelId.of(channel);
        return patterns.values().stream().anyMatch(pattern -> pattern.pattern.matches(id));
    }

    void attach(String pattern) {
        if (!patterns.containsKey(pattern)) {
            Pattern added = new Pattern(pattern);
            patterns.put(pattern, added);
            ask(pattern, added);
        }
    }

    private void ask(String pattern, Pattern asked) {
        asked.missing.clear();
        asked.parts.clear();
        context.members().forEach(member -> asked.missing.add(member.id()));
        askMissing(pattern, asked);
    }

    private void askMissing(String pattern, Pattern asked) {
        asked.asked = context.nanos();
        asked.missing.forEach(node -> context.send(node, new Attach(context.view(), pattern)));
    }

    void detach(String pattern) {
        if (patterns.remove(pattern) != null) {
            context.members().forEach(member -> context.send(member.id(), new Detach(context.view(), pattern)));
            new ArrayList<>(streams.keySet())
                    .stream()
                            .filter(channel -> !named.contains(channel) && !isMatched(channel))
                            .forEach(this::end);
        }
    }

    void attached(NodeId from, Attached answer) {
        Pattern pattern = patterns.get(answer.pattern());
        if (pattern == null || !pattern.missing.contains(from)) {
            return;
        }
        // A stream that is followed already may have missed its last entry.
        answer.tops().forEach(top -> begin(top.channel(), top.position()).top(top.position()));
        Set<Integer> parts = pattern.parts.computeIfAbsent(from, none -> new LinkedHashSet<>());
        parts.add(answer.part());
        if (parts.size() >= answer.parts()) {
            pattern.missing.remove(from);
        }
        if (pattern.missing.isEmpty()) {
            pattern.live = true;
            context.output().attached(answer.pattern());
        }
    }

    private StreamFollower begin(String channel, Position at) {
        StreamFollower there = streams.get(channel);
        if (there == null) {
            there = new StreamFollower(context, requests, channel, at);
            streams.put(channel, there);
            if (!at.equals(Position.NONE)) {
                context.output().following(channel, at);
            }
        }
        return there;
    }

    void live(Live live) {
        StreamFollower stream = streams.get(live.channel());
        if (stream == null && isMatched(live.channel())) {
            // Its first entry, or the first since this node follows the pattern.
            Position before =
                    new Position(live.predecessor(), live.entries().get(0).offset() - 1);
            stream = begin(live.channel(), live.predecessor().isEmpty() ? beginOf(live) : before);
        }
        if (stream != null) {
            stream.live(live);
        }
    }

    private static Position beginOf(Live live) {
        return new Position(live.epoch(), live.entries().get(0).offset() - 1);
    }

    void tops(NodeId from, Tops tops) {
        List<StreamTop> seen = new ArrayList<>();
        for (StreamTop top : tops.tops()) {
            StreamFollower stream = streams.get(top.channel());
            if (stream == null && isMatchedLive(top.channel())) {
                // It began while the view changed: none of its entries is known here.
                stream = begin(top.channel(), Position.NONE);
            }
            if (stream != null && stream.top(top.position())) {
                seen.add(top);
            }
        }
        if (!seen.isEmpty()) {
            context.send(from, new TopsSeen(context.view(), seen));
        }
    }

    private boolean isMatchedLive(String channel) {
        ChannelId id = ChannelId.of(channel);
        return patterns.values().stream().anyMatch(pattern -> pattern.live && pattern.pattern.matches(id));
    }

    void viewChanged() {
        streams.values().forEach(StreamFollower::viewChanged);
        patterns.forEach((pattern, asked) -> {
            if (!asked.live) {
                ask(pattern, asked);
            }
        });
    }

    void tick() {
        patterns.forEach((pattern, asked) -> {
            if (!asked.missing.isEmpty() && context.isDue(asked.asked, LogRules.REPEAT_ASK)) {
                askMissing(pattern, asked);
            }
        });
    }

    /** @return whether what a stream brings is delivered from now on */
    boolean isFollowed(String channel) {
        StreamFollower stream = streams.get(channel);
        return stream != null && stream.at() != null;
    }

    /** @return how many streams are followed */
    int size() {
        return streams.size();
    }

    /** @return the streams that are followed from a position, by who is told (rule 7) */
    List<StreamTop> positions() {
        List<StreamTop> all = new ArrayList<>();
        streams.forEach((channel, stream) -> {
            Position at = stream.at();
            if (at != null) {
                all.add(new StreamTop(channel, at));
            }
        });
        return all;
    }

    /** @return the patterns that are followed; who is only about to follow one asks again in each view */
    List<String> patterns() {
        return patterns.entrySet().stream()
                .filter(pattern -> pattern.getValue().live)
                .map(Map.Entry::getKey)
                .toList();
    }
}
