package dev.halley.cluster.state;

import dev.halley.cluster.state.StateMessage.Ack;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.cluster.state.StateMessage.Want;
import dev.halley.spi.NodeId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owner's half: sends this node's part to each node that asks, as fast as that one takes it.
 *
 * <p>Thread-safety: confined to the thread of the state.
 */
final class PartSender {

    private record Shared(Chunk chunk, byte[] message) {}

    private record Waiting(Set<NodeId> nodes, Runnable done) {}

    private final UUID incarnation;
    private final OwnPart own;
    private final StateLimits limits;
    private final StateRules rules;
    private final StateOutput output;
    /** Each other node of the view; without a cursor as long as it has not asked. */
    private final Map<NodeId, @Nullable Cursor> cursors = new HashMap<>();

    /** By their questions. */
    private final TreeMap<Long, Waiting> syncs = new TreeMap<>();

    /** Rule 9: the messages that were made last, by the version that they build on. */
    private final Map<Long, Shared> shared = new LinkedHashMap<>();

    private long sharedBytes;
    private long questions;
    private long resets;

    PartSender(UUID incarnation, OwnPart own, StateLimits limits, StateRules rules, StateOutput output) {
        this.incarnation = incarnation;
        this.own = own;
        this.limits = limits;
        this.rules = rules;
        this.output = output;
    }

    /** Rule 10: who has left is forgotten; when it comes back it asks again. */
    void linked(Set<NodeId> others) {
        cursors.keySet().retainAll(others);
        others.forEach(node -> cursors.putIfAbsent(node, null));
        finishSyncs(syncs, sync -> sync.nodes.retainAll(others));
        forget();
    }

    void tell(NodeId node, boolean reply) {
        Cursor cursor = cursors.get(node);
        long sent = cursor == null ? Head.NOT_SERVED : cursor.position();
        long question = cursor == null ? 0 : cursor.asked();
        output.send(node, new Head(incarnation, sent, reply, question).encode());
    }

    void wanted(NodeId node, Want want) {
        if (rules.isOtherLife(incarnation, want.incarnation())) {
            return;
        }
        // Rule 5: from here on the order of the link is that of the versions again.
        Cursor cursor = new Cursor(want.have());
        if (rules.mustReset(want.have(), own.floor(), own.version())) {
            reset(cursor);
        }
        cursors.put(node, cursor);
        pump(node);
    }

    void acknowledged(NodeId node, Ack ack) {
        Cursor cursor = cursors.get(node);
        if (cursor == null || rules.isOtherLife(incarnation, ack.incarnation()) || ack.version() > own.version()) {
            return;
        }
        long answered = cursor.answered();
        cursor.acknowledge(ack.version(), ack.answer());
        pump(node);
        if (cursor.answered() > answered) {
            finishSyncs(syncs.subMap(answered, false, cursor.answered(), true), sync -> sync.nodes.remove(node));
        }
        forget();
    }

    /** Sends what was put and removed to all who keep up. */
    void flush() {
        List.copyOf(cursors.keySet()).forEach(this::pump);
        forget();
    }

    private void pump(NodeId node) {
        Cursor cursor = cursors.get(node);
        if (cursor == null) {
            return;
        }
        // Rule 12: asked when all is sent, since what was put before may have been replaced by what waits.
        // An acknowledgement from before counts for nothing: the node may have lost this one since.
        if (sendAll(node, cursor)) {
            if (!syncs.isEmpty() && syncs.lastKey() > cursor.asked()) {
                cursor.ask(syncs.lastKey());
                tell(node, false);
            }
        } else if (cursor.block() && cursor.inFlight() < limits.acknowledge()) {
            // A long entry does not fit beside what is too little to be acknowledged by itself.
            tell(node, false);
        }
    }

    /** @return whether all that there is was sent; else the window is full */
    private boolean sendAll(NodeId node, Cursor cursor) {
        while (isBehind(cursor)) {
            if (cursor.isBlocked()) {
                return false;
            }
            if (cursor.snapshot() == null && rules.isBelowFloor(cursor.position(), own.floor())) {
                if (!rules.fits(cursor.inFlight(), limits.delta(), limits.window())) {
                    return false;
                }
                // More removals than entries were forgotten before it took them.
                reset(cursor);
            }
            if (!sendNext(node, cursor)) {
                return false;
            }
        }
        return true;
    }

    private boolean isBehind(Cursor cursor) {
        return cursor.snapshot() != null || cursor.position() < own.version();
    }

    private boolean sendNext(NodeId node, Cursor cursor) {
        Snapshot snapshot = cursor.snapshot();
        Shared ready = rules.mayShare(snapshot != null) ? shared.get(cursor.position()) : null;
        Chunk chunk = chunk(ready, cursor, snapshot);
        if (!rules.fits(cursor.inFlight(), sizeOf(chunk), limits.window())) {
            return false;
        }
        byte[] message = ready == null ? encode(chunk, snapshot) : ready.message;
        output.send(node, message);
        cursor.sent(chunk, message.length);
        return true;
    }

    private void reset(Cursor cursor) {
        resets++;
        cursor.reset(own.snapshot());
    }

    private Chunk chunk(@Nullable Shared ready, Cursor cursor, @Nullable Snapshot snapshot) {
        if (ready != null) {
            return ready.chunk;
        }
        return snapshot == null
                ? own.after(cursor.position(), limits.delta())
                : snapshot.next(cursor.position(), own.entries(), limits.delta());
    }

    private static int sizeOf(Chunk chunk) {
        return Delta.HEADER + chunk.entries().stream().mapToInt(Entry::size).sum();
    }

    private byte[] encode(Chunk chunk, @Nullable Snapshot snapshot) {
        long target = snapshot == null ? chunk.to() : snapshot.target();
        Delta delta = new Delta(incarnation, snapshot != null, chunk.from(), chunk.to(), target, chunk.entries());
        byte[] message = delta.encode();
        if (rules.mayShare(snapshot != null)) {
            share(new Shared(chunk, message));
        }
        return message;
    }

    /** Keeps the messages that were made last, as many as a window has room for. */
    private void share(Shared made) {
        Shared before = shared.put(made.chunk.from(), made);
        sharedBytes += made.message.length - (before == null ? 0 : before.message.length);
        for (Iterator<Shared> oldest = shared.values().iterator(); sharedBytes > limits.window(); ) {
            sharedBytes -= oldest.next().message.length;
            oldest.remove();
        }
    }

    /** Rule 7: what all know is forgotten. */
    private void forget() {
        own.forgetUpTo(rules.forgettable(
                cursors.values().stream().filter(cursor -> cursor != null).mapToLong(Cursor::knownRemovals),
                own.version()));
        // Whoever is below the floor gets the part as a whole.
        long floor = own.floor();
        for (Iterator<Shared> each = shared.values().iterator(); each.hasNext(); ) {
            Shared next = each.next();
            if (rules.isBelowFloor(next.chunk.from(), floor)) {
                sharedBytes -= next.message.length;
                each.remove();
            }
        }
    }

    /** @param done is run when each node of now has acknowledged all that was put and removed before, or has left */
    void sync(Runnable done) {
        syncs.put(++questions, new Waiting(new HashSet<>(cursors.keySet()), done));
        flush();
        finishSyncs(syncs.tailMap(questions), sync -> {});
    }

    private static void finishSyncs(Map<Long, Waiting> some, Consumer<Waiting> step) {
        for (Iterator<Waiting> waiting = some.values().iterator(); waiting.hasNext(); ) {
            Waiting sync = waiting.next();
            step.accept(sync);
            if (sync.nodes.isEmpty()) {
                waiting.remove();
                sync.done.run();
            }
        }
    }

    @Nullable Cursor cursor(NodeId node) {
        return cursors.get(node);
    }

    /** @return how often the part was sent as a whole */
    long resets() {
        return resets;
    }

    int syncs() {
        return syncs.size();
    }
}
