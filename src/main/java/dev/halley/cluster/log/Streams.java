package dev.halley.cluster.log;

import dev.halley.api.Position;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Ask;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Publish;
import dev.halley.cluster.log.LogMessage.Published;
import dev.halley.cluster.log.LogMessage.Pull;
import dev.halley.cluster.log.LogMessage.Pulled;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Replicate;
import dev.halley.cluster.log.PatternFollowers.Asked;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The streams of this node, and what it does with each of them in the view: sequences it, holds it, or waits to hear.
 *
 * <p>Thread-safety: guarded by its owner.
 */
final class Streams {

    /** How many streams are merged, and synced, at the same time, besides those that somebody waits for. */
    private static final int AT_ONCE = 64;

    /** How many messages wait until streams are served; what is more is repeated by who sent it. */
    private static final int MAX_EARLY = 100_000;

    private final LogContext context;
    private final StreamAnswers answers;
    private final Map<String, StreamLog> all = new HashMap<>();
    /** Those that this node sequences, the least recently published first. */
    private final Map<String, StreamLog> recent = new LinkedHashMap<>(16, 0.75f, true);
    /** Those in which something is waited for. */
    private final Set<StreamLog> busy = new LinkedHashSet<>();

    private final Deque<StreamLog> toMerge = new ArrayDeque<>();
    private final Set<StreamLog> merging = new LinkedHashSet<>();
    private final Deque<StreamLog> toSync = new ArrayDeque<>();
    private final Set<StreamLog> syncing = new LinkedHashSet<>();
    private final Deque<Runnable> early = new ArrayDeque<>();
    private final PatternFollowers patterns = new PatternFollowers();
    private final Notices notices;
    private Map<String, Map<NodeId, LogHead>> heads = Map.of();
    private final Map<String, Map<NodeId, Position>> follows = new HashMap<>();
    private boolean serving;
    private long bytes;

    Streams(LogContext context, Confirmation confirmation) {
        this.context = context;
        answers = new StreamAnswers(context, confirmation);
        notices = new Notices(context);
    }

    void restore(String channel, Replica replica) {
        stream(channel).restore(replica);
        account(stream(channel));
    }

    private StreamLog stream(String channel) {
        return all.computeIfAbsent(channel, StreamLog::new);
    }

    Collection<StreamLog> all() {
        return all.values();
    }

    // --- views: rule 7 ---

    void viewChanged() {
        serving = false;
        all.values().forEach(StreamLog::viewChanged);
        all.values().removeIf(StreamLog::isNothing);
        recent.clear();
        busy.clear();
        toMerge.clear();
        merging.clear();
        toSync.clear();
        syncing.clear();
        early.clear();
        patterns.clear();
        notices.clear();
        heads = Map.of();
        follows.clear();
    }

    /** @return what this node has of the streams that are another member's now */
    Map<NodeId, List<LogHead>> headsByMember() {
        Map<NodeId, List<LogHead>> byMember = new LinkedHashMap<>();
        all.forEach((channel, stream) -> {
            Replica replica = stream.replica();
            if (replica != null) {
                byMember.computeIfAbsent(context.placement().sequencer(channel), none -> new ArrayList<>())
                        .add(replica.head(channel));
            }
        });
        return byMember;
    }

    /** All members have said what they have: serves what is this node's in this view. */
    void serve(Gathering gathered) {
        heads = gathered.heads();
        gathered.follows().forEach((node, some) -> some.forEach(top -> follows(node, top)));
        gathered.patterns().forEach((node, some) -> some.forEach(pattern -> patterns.add(node, pattern)));
        Set<String> mine = new LinkedHashSet<>(heads.keySet());
        all.keySet().stream().filter(this::isMine).forEach(mine::add);
        mine.addAll(follows.keySet());
        serving = true;
        mine.stream().filter(this::isMine).forEach(this::begin);
        for (Runnable next = early.poll(); next != null; next = early.poll()) {
            next.run();
        }
        work();
    }

    /** A node follows a stream that this node is about to serve. */
    void follows(NodeId node, StreamTop top) {
        follows.computeIfAbsent(top.channel(), none -> new LinkedHashMap<>(2)).put(node, top.position());
    }

    private boolean isMine(String channel) {
        return context.placement().sequencer(channel).equals(context.self());
    }

    /** @return how much this node holds */
    LogSize size() {
        int streams = 0;
        long entries = 0;
        for (StreamLog stream : all.values()) {
            Replica replica = stream.replica();
            if (replica != null) {
                streams++;
                entries += replica.last() - replica.first() + 1;
            }
        }
        return new LogSize(streams, entries, bytes);
    }

    /** @return how many streams this node sequences */
    int sequenced() {
        return recent.size();
    }

    private StreamLog begin(String channel) {
        StreamLog stream = stream(channel);
        if (stream.sequencer() != null || stream.merge() != null) {
            return stream;
        }
        Map<NodeId, LogHead> others = heads.getOrDefault(channel, Map.of());
        Replica own = stream.replica();
        if (own == null && others.isEmpty()) {
            sequence(stream, null);
        } else {
            Merge merge = new Merge(context, channel, own, others);
            if (merge.isDone()) {
                sequence(stream, merge.result());
            } else {
                stream.merge(merge);
                toMerge.add(stream);
                busy.add(stream);
            }
        }
        return stream;
    }

    private void sequence(StreamLog stream, Merge.@Nullable Result merged) {
        String channel = stream.channel();
        merging.remove(stream);
        StreamFollowers followers = new StreamFollowers(context, channel);
        follows.getOrDefault(channel, Map.of()).forEach(followers::addUntold);
        patterns.of(channel).forEach(followers::addByPattern);
        Map<NodeId, LogHead> others = heads.getOrDefault(channel, Map.of());
        Sequencer sequencer = new Sequencer(context, channel, others, followers, merged);
        stream.sequence(sequencer);
        recent.put(channel, stream);
        if (merged != null && !stream.wasSequenced()) {
            context.output().happened(new LogEvent.Taken(channel));
        }
        if (sequencer.hasUnsent()) {
            toSync.add(stream);
        }
        if (context.rules().mayRelease(sequencer.isSynced())) {
            release(stream, sequencer);
        }
        touched(stream);
        for (Runnable next = stream.beforeServing().poll();
                next != null;
                next = stream.beforeServing().poll()) {
            next.run();
        }
    }

    // --- work that is waited for: rule 11 ---

    /** What has to be done after each change of a stream. */
    private void touched(StreamLog stream) {
        Sequencer sequencer = stream.sequencer();
        if (sequencer != null) {
            if (sequencer.isSynced() || syncing.contains(stream)) {
                sequencer.send(context.limits().windowBytes() / AT_ONCE);
            }
            if (sequencer.commit()) {
                synced(stream, sequencer);
            }
            if (!sequencer.isIdle()) {
                busy.add(stream);
            }
        }
        account(stream);
    }

    private void synced(StreamLog stream, Sequencer sequencer) {
        syncing.remove(stream);
        release(stream, sequencer);
        patterns.synced(stream).forEach(this::answer);
        tellTops(sequencer);
        for (Runnable next = stream.beforeReading().poll();
                next != null;
                next = stream.beforeReading().poll()) {
            next.run();
        }
    }

    private void release(StreamLog stream, Sequencer sequencer) {
        sequencer.releaseSuperfluous().forEach(node -> notices.release(node, stream.channel()));
    }

    private void tellTops(Sequencer sequencer) {
        if (sequencer.isSynced()
                && sequencer.replica() != null
                && !sequencer.followers().isEmpty()) {
            sequencer.followers().tellTop(sequencer.reader().top(), notices::top);
        }
    }

    /** Begins merges and syncs as there is room, and sends what was gathered. */
    void work() {
        while (merging.size() < AT_ONCE && !toMerge.isEmpty()) {
            startMerge(toMerge.remove());
        }
        while (syncing.size() < AT_ONCE && !toSync.isEmpty()) {
            startSync(toSync.remove());
        }
        notices.send();
    }

    private void startMerge(StreamLog stream) {
        Merge merge = stream.merge();
        if (merge != null && merging.add(stream)) {
            merge.start();
        }
    }

    private void startSync(StreamLog stream) {
        Sequencer sequencer = stream.sequencer();
        if (sequencer != null && !sequencer.isSynced() && syncing.add(stream)) {
            touched(stream);
        }
    }

    /** Somebody waits for the stream. */
    private void hurry(StreamLog stream) {
        startMerge(stream);
        startSync(stream);
    }

    void tick() {
        if (!serving) {
            return;
        }
        Iterator<StreamLog> waiting = new ArrayList<>(busy).iterator();
        while (waiting.hasNext()) {
            StreamLog stream = waiting.next();
            Merge merge = stream.merge();
            Sequencer sequencer = stream.sequencer();
            if (merge != null && merging.contains(stream)) {
                merge.tick();
            }
            if (sequencer != null) {
                sequencer.tick();
                touched(stream);
                tellTops(sequencer);
                if (sequencer.isIdle()) {
                    busy.remove(stream);
                }
            }
        }
        work();
    }

    /** Forgets what is past its time. */
    void sweep() {
        if (serving && context.mayServe()) {
            for (StreamLog stream : new ArrayList<>(recent.values())) {
                Sequencer sequencer = stream.sequencer();
                if (sequencer != null) {
                    sequencer.sweep();
                    touched(stream);
                }
            }
        }
    }

    /** What was waited for may be written. */
    void written() {
        for (StreamLog stream : new ArrayList<>(busy)) {
            touched(stream);
            Holder holder = stream.holder();
            if (holder != null) {
                holder.acknowledge(false);
                if (!holder.isWaiting()) {
                    busy.remove(stream);
                }
            }
            Sequencer sequencer = stream.sequencer();
            if (sequencer != null && sequencer.isIdle()) {
                busy.remove(stream);
            }
        }
        work();
    }

    // --- room: rule 12 ---

    private void account(StreamLog stream) {
        bytes += stream.growth();
    }

    /** @return the bytes of all replicas */
    long bytes() {
        return bytes;
    }

    private void makeRoom() {
        if (bytes <= context.limits().maxBytes()) {
            return;
        }
        for (StreamLog stream : new ArrayList<>(recent.values())) {
            Sequencer sequencer = stream.sequencer();
            if (bytes > context.limits().maxBytes() && sequencer != null && sequencer.mayDrop()) {
                sequencer.drop();
                touched(stream);
                context.output().happened(new LogEvent.Evicted(stream.channel()));
            }
        }
    }

    // --- messages of holders and for them ---

    void pull(NodeId from, Pull pull) {
        StreamLog stream = all.get(pull.channel());
        Replica replica = stream == null ? null : stream.replica();
        if (replica != null) {
            context.send(from, Merge.answer(context, pull, replica));
        }
    }

    void pulled(NodeId from, Pulled page) {
        StreamLog stream = all.get(page.channel());
        Merge merge = stream == null ? null : stream.merge();
        if (stream != null && merge != null) {
            merge.pulled(from, page);
            if (merge.isDone()) {
                sequence(stream, merge.result());
                work();
            }
        }
    }

    void replicate(NodeId from, Replicate message) {
        if (context.hasFailed()) {
            return;
        }
        StreamLog stream = stream(message.channel());
        Holder holder = stream.holder();
        if (holder == null) {
            holder = new Holder(context, message.channel(), from, stream.replica());
            stream.hold(holder);
        }
        if (!holder.take(message)) {
            context.output()
                    .happened(new LogEvent.Dropped(from, "a copy of " + message.channel() + " begins elsewhere"));
        }
        if (holder.isWaiting()) {
            busy.add(stream);
        }
        account(stream);
    }

    void acknowledged(NodeId from, Acknowledge message) {
        StreamLog stream = all.get(message.channel());
        Sequencer sequencer = stream == null ? null : stream.sequencer();
        if (stream != null && sequencer != null) {
            sequencer.acknowledged(from, message.serial());
            touched(stream);
            work();
        }
    }

    void released(NodeId from, Release message) {
        for (String channel : message.channels()) {
            StreamLog stream = all.get(channel);
            if (stream != null
                    && stream.sequencer() == null
                    && stream.merge() == null
                    && context.placement().sequencer(channel).equals(from)) {
                stream.release();
                context.write(channel, new LogChange.Drop());
                account(stream);
                all.remove(channel);
            }
        }
    }

    // --- publishes and questions ---

    void publish(NodeId from, Publish message) {
        if (!context.mayServe()) {
            context.send(from, new Published(message.id().counter(), PublishResult.REFUSED, Position.NONE));
            return;
        }
        whenServed(message.channel(), () -> {
            StreamLog stream = stream(message.channel());
            Objects.requireNonNull(stream.sequencer()).publish(from, message);
            recent.get(message.channel());
            hurry(stream);
            touched(stream);
            makeRoom();
        });
    }

    private void whenServed(String channel, Runnable then) {
        if (!serving && early.size() < MAX_EARLY) {
            early.add(() -> whenServed(channel, then));
        }
        if (!serving || !isMine(channel)) {
            return;
        }
        StreamLog stream = begin(channel);
        if (stream.sequencer() == null) {
            stream.beforeServing().add(then);
            hurry(stream);
        } else {
            then.run();
        }
    }

    void ask(NodeId from, Ask ask) {
        if (!context.mayServe()) {
            answers.refuse(from, ask);
            return;
        }
        whenServed(ask.channel(), () -> {
            StreamLog stream = stream(ask.channel());
            Sequencer sequencer = Objects.requireNonNull(stream.sequencer());
            if (context.rules().mayRead(sequencer.isSynced())) {
                answer(from, ask, stream, sequencer);
            } else {
                stream.beforeReading().add(() -> answer(from, ask, stream, sequencer));
                hurry(stream);
            }
        });
    }

    private void answer(NodeId from, Ask ask, StreamLog stream, Sequencer sequencer) {
        answers.answer(from, ask, sequencer);
        touched(stream);
    }

    // --- followers: rule 10 ---

    void seen(NodeId from, List<StreamTop> some) {
        for (StreamTop top : some) {
            StreamLog stream = all.get(top.channel());
            if (stream != null && stream.sequencer() != null) {
                stream.sequencer().followers().seen(from, top.position());
            }
        }
    }

    void unfollow(NodeId from, List<String> channels) {
        for (String channel : channels) {
            StreamLog stream = all.get(channel);
            if (stream != null && stream.sequencer() != null) {
                stream.sequencer().followers().remove(from);
            }
        }
    }

    /** A node follows a pattern, and has done so since before this view. */
    void attach(NodeId node, String pattern) {
        patterns.add(node, pattern);
    }

    /** A node follows a pattern from now on. */
    void attached(NodeId from, String pattern) {
        if (!serving) {
            // It asks again.
            if (early.size() < MAX_EARLY) {
                early.add(() -> attached(from, pattern));
            }
            return;
        }
        Asked asked = new Asked(from, pattern);
        if (!context.mayServe() || patterns.isWaiting(asked)) {
            return;
        }
        Set<StreamLog> notSynced = new LinkedHashSet<>();
        matching(pattern).filter(stream -> !stream.wasSynced()).forEach(notSynced::add);
        if (notSynced.isEmpty()) {
            patterns.add(from, pattern);
            answer(asked);
        } else {
            patterns.await(asked, notSynced);
        }
    }

    /** @return the streams that match and that this node sequences, or is about to */
    private Stream<StreamLog> matching(String pattern) {
        ChannelId id = ChannelId.of(pattern);
        return all.values().stream()
                .filter(stream -> stream.sequencer() != null || stream.merge() != null)
                .filter(stream -> id.matches(ChannelId.of(stream.channel())));
    }

    private void answer(Asked asked) {
        List<StreamTop> tops = new ArrayList<>();
        // One that is not synced has begun since, or holds nothing yet: the node is told its top when it has one.
        matching(asked.pattern()).forEach(stream -> {
            Sequencer sequencer = stream.sequencer();
            if (sequencer == null) {
                return;
            }
            if (stream.wasSynced() && sequencer.replica() != null) {
                Position top = sequencer.reader().top();
                sequencer.followers().add(asked.node(), top);
                tops.add(new StreamTop(stream.channel(), top));
            } else {
                sequencer.followers().addByPattern(asked.node());
            }
        });
        List<List<StreamTop>> parts = Notices.parts(tops, context.limits());
        for (int part = 0; part < parts.size(); part++) {
            context.send(
                    asked.node(), new Attached(context.view(), asked.pattern(), part, parts.size(), parts.get(part)));
        }
    }

    void detached(NodeId from, String pattern) {
        patterns.remove(from, pattern);
    }

    // --- leaving: rule 13 ---

    /** A member is about to leave: what this node sequences gets further holders. */
    void handOver() {
        for (StreamLog stream : new ArrayList<>(recent.values())) {
            Sequencer sequencer = stream.sequencer();
            if (sequencer != null && sequencer.addHeirs()) {
                toSync.add(stream);
                busy.add(stream);
            }
        }
        work();
    }

    /** @return whether all that this node sequences is held by those who are to hold it */
    boolean isSettled() {
        return serving
                && toMerge.isEmpty()
                && merging.isEmpty()
                && recent.values().stream().noneMatch(stream -> {
                    Sequencer sequencer = stream.sequencer();
                    return sequencer != null && !sequencer.isSynced();
                });
    }
}
