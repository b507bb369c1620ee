package dev.halley.oort.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.spi.ClusterException;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the cluster: each node remembers what it has heard of them, and the primary changes them.
 *
 * <p>The primary begins with a change when it has seen the state of all members, so that it knows what each of them remembers; it writes the change into its own part
 * of the state, and answers when all have seen that. What comes meanwhile waits and goes together.
 *
 * <p>Thread-safety: thread-safe; guarded by this. Nothing is sent, and nobody is told anything, under the lock.
 */
final class PrimaryNumbers {

    /** Who answers, among Oort's parts. */
    static final String ANSWERER = "number";

    private static final System.Logger LOGGER = System.getLogger(PrimaryNumbers.class.getName());
    private static final String SECTION = "oort-number";
    private static final int VERSION = 1;
    private static final int MAX_WAITING = 10_000;

    private final OortPlatform platform;
    private final PrimaryRole primary;
    private final String self;
    private final Map<String, Tally> known = new HashMap<>();
    private final Set<NodeId> found = new HashSet<>();
    private List<Change> waiting = new ArrayList<>();
    /** Changed, and not seen by all yet. */
    private List<Answered> unconfirmed = new ArrayList<>();

    /** Whether {@link #unconfirmed} is on its way to the others. */
    private boolean syncing;

    /** How that has ended, as long as nobody has been answered. */
    private @Nullable Seen seen;

    private enum Seen {
        BY_ALL,
        NOT_KNOWN
    }

    /** What may be done with a number; on the wire by its ordinal. */
    enum Operation {
        GET,
        ADD_AND_GET,
        GET_AND_ADD,
        COMPARE_AND_SET;

        private static final Operation[] ALL = values();
    }

    /** An operation and its operands; 0 where it has fewer. */
    record Question(Operation operation, String number, long first, long second) {

        byte[] encode() {
            return new WireOutput()
                    .octet(VERSION)
                    .octet(operation.ordinal())
                    .text(number)
                    .number(first)
                    .number(second)
                    .toBytes();
        }

        /** @throws IllegalArgumentException if the bytes are none */
        static Question decode(byte[] bytes) {
            return WireInput.read("A question about a number", bytes, in -> {
                in.require(in.octet() == VERSION, "an unknown version");
                return new Question(in.constant(Operation.ALL), in.text(), in.longNumber(), in.longNumber());
            });
        }
    }

    private record Change(Question question, CompletableFuture<CallAnswer> answer) {}

    private record Answered(CompletableFuture<CallAnswer> answer, CallAnswer with) {

        void tell() {
            answer.complete(with);
        }
    }

    PrimaryNumbers(OortPlatform platform, PrimaryRole primary) {
        this.platform = platform;
        this.primary = primary;
        self = platform.cluster().self().id().value();
    }

    void start() {
        platform.questions().answer(ANSWERER, this::asked);
        platform.state().listen(SECTION, new Others());
        platform.cluster().onView((before, now) -> {
            synchronized (this) {
                found.removeIf(node -> !now.has(node));
            }
        });
        primary.onChange(this::changed);
        changed();
    }

    /** Hears what the other nodes say of numbers. */
    private final class Others implements OwnedState.Listener {

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            if (!node.value().equals(self)) {
                try {
                    learn(key.name(), Tally.decode(value));
                } catch (IllegalArgumentException e) {
                    LOGGER.log(
                            WARNING, "Node {0} says of the number {1}: {2}", node.value(), key.name(), e.getMessage());
                }
            }
        }

        /** What was said is remembered. */
        @Override
        public void removed(NodeId node, Key key) {}

        @Override
        public void partFound(NodeId node) {
            synchronized (PrimaryNumbers.this) {
                found.add(node);
            }
            step();
        }
    }

    private void learn(String number, Tally tally) {
        synchronized (this) {
            Tally mine = known.getOrDefault(number, Tally.ZERO);
            Tally merged = mine.merge(tally);
            if (!merged.isSame(mine)) {
                known.put(number, merged);
                if (primary.isPrimary()) {
                    write(number, merged);
                }
            }
        }
    }

    /** So that it is in this node's part as well, where those that join find it. */
    private void write(String number, Tally tally) {
        try {
            platform.state().put(new Key(SECTION, number), tally.encode());
        } catch (ClusterException full) {
            LOGGER.log(WARNING, "The number " + number + " is not kept for nodes that join.", full);
        }
    }

    private CompletionStage<byte[]> asked(NodeId from, byte[] bytes) {
        Change change = new Change(Question.decode(bytes), new CompletableFuture<>());
        boolean taken;
        synchronized (this) {
            taken = waiting.size() < MAX_WAITING;
            if (taken) {
                waiting.add(change);
            }
        }
        if (taken) {
            step();
        } else {
            change.answer()
                    .complete(new CallAnswer(
                            CallStatus.BUSY, MAX_WAITING + " changes of numbers wait there, the most that may."));
        }
        return change.answer().thenApply(CallAnswer::encode);
    }

    /** The view has changed. */
    private void changed() {
        synchronized (this) {
            if (primary.isPrimary()) {
                known.forEach(this::write);
            }
        }
        confirm();
        step();
    }

    /** Does what can be done now. */
    private void step() {
        List<Answered> done = new ArrayList<>();
        boolean sync;
        synchronized (this) {
            boolean mine = primary.isPrimary();
            sync = mine && isReady() && !syncing && !waiting.isEmpty();
            if (!mine) {
                waiting.forEach(
                        change -> done.add(new Answered(change.answer(), CallAnswer.of(CallStatus.NOT_PRIMARY))));
                waiting = new ArrayList<>();
            } else if (sync) {
                syncing = true;
                waiting.forEach(change -> unconfirmed.add(new Answered(change.answer(), apply(change.question()))));
                waiting = new ArrayList<>();
            }
        }
        done.forEach(Answered::tell);
        if (sync) {
            platform.state()
                    .sync()
                    .whenComplete((nothing, failure) -> synced(failure == null ? Seen.BY_ALL : Seen.NOT_KNOWN));
        }
    }

    /** @return whether the state of all members has been seen */
    private boolean isReady() {
        for (ClusterNode member : platform.cluster().view().members()) {
            if (!member.id().value().equals(self) && !found.contains(member.id())) {
                return false;
            }
        }
        return true;
    }

    private CallAnswer apply(Question question) {
        long before = known.getOrDefault(question.number(), Tally.ZERO).value();
        long sum = before + question.first();
        return switch (question.operation()) {
            case GET -> result(before);
            case ADD_AND_GET -> changed(question, question.first(), sum);
            case GET_AND_ADD -> changed(question, question.first(), before);
            case COMPARE_AND_SET ->
                before == question.first() ? changed(question, question.second() - before, true) : result(false);
        };
    }

    private static CallAnswer result(Object value) {
        return CallAnswer.result(RawJson.from(value));
    }

    private CallAnswer changed(Question question, long delta, Object result) {
        String number = question.number();
        if (!known.containsKey(number) && known.size() >= OortPrimaryLong.MAX_NUMBERS) {
            return new CallAnswer(
                    CallStatus.TOO_LARGE,
                    "the cluster has " + OortPrimaryLong.MAX_NUMBERS + " numbers, the most it may have.");
        }
        Tally next = known.getOrDefault(number, Tally.ZERO).add(self, delta);
        try {
            platform.state().put(new Key(SECTION, number), next.encode());
        } catch (ClusterException full) {
            return new CallAnswer(CallStatus.TOO_LARGE, String.valueOf(full.getMessage()));
        }
        known.put(number, next);
        return result(result);
    }

    private void synced(Seen how) {
        synchronized (this) {
            seen = how;
        }
        confirm();
        step();
    }

    /** Answers what all have seen, once it is known whether this node is the primary still. */
    private void confirm() {
        List<Answered> done;
        synchronized (this) {
            if (seen == null || !primary.isCurrent()) {
                // The view that is on its way comes here again.
                return;
            }
            boolean certain = seen == Seen.BY_ALL && primary.isPrimary();
            seen = null;
            syncing = false;
            done = unconfirmed.stream()
                    .map(one -> certain ? one : new Answered(one.answer(), CallAnswer.of(CallStatus.UNCERTAIN)))
                    .toList();
            unconfirmed = new ArrayList<>();
        }
        done.forEach(Answered::tell);
    }

    /** @return as this node knows them */
    synchronized Map<String, Long> values() {
        Map<String, Long> values = new TreeMap<>();
        known.forEach((number, tally) -> values.put(number, tally.value()));
        return values;
    }
}
