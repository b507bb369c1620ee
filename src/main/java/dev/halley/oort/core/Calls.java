package dev.halley.oort.core;

import dev.halley.json.RawJson;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortServiceException;
import dev.halley.oort.OortServiceException.Reason;
import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Questions to other nodes for the application: each ends in its time, and whoever waits for the answer runs on a worker thread.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Calls {

    /** A node that is not the primary yet will be in a moment, or somebody else is. */
    static final Duration RETRY = Duration.ofMillis(50);

    /** Later than the caller's own timeout, which is the one that is told. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** Of all services and numbers together. */
    private static final int MAX_WAITING = 10_000;

    private final OortPlatform platform;
    private final PrimaryRole primary;
    private final Set<CompletableFuture<RawJson>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * A question.
     *
     * <p>Thread-safety: immutable.
     *
     * @param what is asked, as the subject of a sentence
     * @param to who answers on the other node
     * @param ended is told once, when nothing of it is under way any more
     */
    record Call(String what, String to, byte[] question, Duration timeout, Runnable ended) {}

    Calls(OortPlatform platform, PrimaryRole primary) {
        this.platform = platform;
        this.primary = primary;
    }

    /** @param read makes something of the answer, on a worker thread; what does not fit is an {@link IllegalArgumentException} */
    <T extends @Nullable Object> CompletableFuture<T> ask(OortNode node, Call call, Function<RawJson, T> read) {
        CompletableFuture<RawJson> answer = begin(call, "node " + node);
        new Attempt(call, answer, false).begin(node);
        return handedOver(call, answer, read);
    }

    /** Asks the primary, and the next one if that has moved before it did anything. */
    <T extends @Nullable Object> CompletableFuture<T> askPrimary(Call call, Function<RawJson, T> read) {
        CompletableFuture<RawJson> answer = begin(call, "the primary");
        new Attempt(call, answer, true).toPrimary();
        return handedOver(call, answer, read);
    }

    private CompletableFuture<RawJson> begin(Call call, String who) {
        CompletableFuture<RawJson> answer = new CompletableFuture<>();
        waiting.add(answer);
        Timer.Task end = platform.timer()
                .schedule(
                        call.timeout(),
                        () -> answer.completeExceptionally(new OortServiceException(
                                Reason.TIMED_OUT,
                                call.what() + " has no answer of " + who + " after "
                                        + call.timeout().toMillis() + " ms.")));
        answer.whenComplete((json, failure) -> {
            waiting.remove(answer);
            end.cancel();
        });
        if (closed) {
            fail(answer);
        } else if (waiting.size() > MAX_WAITING) {
            answer.completeExceptionally(new OortServiceException(
                    Reason.BUSY, call.what() + ": this node waits for " + MAX_WAITING + " answers, the most it may."));
        }
        return answer;
    }

    private <T extends @Nullable Object> CompletableFuture<T> handedOver(
            Call call, CompletableFuture<RawJson> answer, Function<RawJson, T> read) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        answer.whenComplete((json, failure) -> platform.onWorkers(() -> {
            if (failure != null) {
                stage.completeExceptionally(failure);
            } else {
                complete(stage, call, () -> read.apply(json));
            }
        }));
        stage.whenComplete((value, failure) -> answer.cancel(false));
        return stage;
    }

    /** Reads a value; any other exception of the application's code would leave the stage open. */
    private interface Reading<T extends @Nullable Object> {
        T value();
    }

    private <T extends @Nullable Object> void complete(CompletableFuture<T> stage, Call call, Reading<T> reading) {
        T value;
        try {
            value = reading.value();
        } catch (IllegalArgumentException e) {
            OortServiceException failure = new OortServiceException(
                    Reason.BAD_VALUE, call.what() + " has a result that this node cannot bind: " + e.getMessage());
            failure.initCause(e);
            stage.completeExceptionally(failure);
            return;
        } catch (RuntimeException | Error e) {
            stage.completeExceptionally(e);
            return;
        }
        stage.complete(value);
    }

    /** One call, which may take several questions; one after the other. */
    private final class Attempt {

        private final Call call;
        private final CompletableFuture<RawJson> answer;
        private final boolean follows;

        /** @param follows whether it goes where the primary goes */
        Attempt(Call call, CompletableFuture<RawJson> answer, boolean follows) {
            this.call = call;
            this.answer = answer;
            this.follows = follows;
        }

        void toPrimary() {
            Optional<OortNode> node = primary.primary();
            if (answer.isDone() || node.isEmpty()) {
                call.ended().run();
                answer.completeExceptionally(new OortServiceException(
                        Reason.NO_PRIMARY, call.what() + ": this part of the cluster has no primary."));
            } else {
                to(node.get());
            }
        }

        /** What has failed before it began is not sent. */
        void begin(OortNode node) {
            if (answer.isDone()) {
                call.ended().run();
            } else {
                to(node);
            }
        }

        private void to(OortNode node) {
            platform.questions()
                    .ask(
                            new NodeId(node.id()),
                            call.to(),
                            call.question(),
                            call.timeout().plus(GRACE))
                    .whenComplete((bytes, failure) -> answered(node, failure == null ? decoded(bytes) : null, failure));
        }

        /** @return null where the bytes are no answer */
        private @Nullable CallAnswer decoded(byte[] bytes) {
            try {
                return CallAnswer.decode(bytes);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        private void answered(OortNode node, @Nullable CallAnswer got, @Nullable Throwable failure) {
            if (follows && got != null && got.status() == CallStatus.NOT_PRIMARY && !answer.isDone()) {
                platform.timer().schedule(RETRY, this::toPrimary);
                return;
            }
            call.ended().run();
            if (got != null && got.status() == CallStatus.RESULT) {
                answer.complete(RawJson.parse(got.text()));
            } else if (got != null) {
                answer.completeExceptionally(got.status().failure(call.what(), node.toString(), got.text()));
            } else {
                answer.completeExceptionally(noAnswer(node, failure));
            }
        }

        private OortServiceException noAnswer(OortNode node, @Nullable Throwable failure) {
            boolean linked = platform.cluster().view().has(new NodeId(node.id()));
            OortServiceException told = linked
                    ? new OortServiceException(
                            Reason.FAILED, call.what() + " has no answer that can be read of node " + node + ".")
                    : new OortServiceException(
                            Reason.NODE_LOST, call.what() + " has no answer: node " + node + " is no member.");
            if (failure instanceof ClusterException) {
                told.initCause(failure);
            }
            return told;
        }
    }

    private static void fail(CompletableFuture<RawJson> answer) {
        answer.completeExceptionally(new OortServiceException(Reason.FAILED, "This server stops."));
    }

    /** Nobody gets an answer any more. */
    void close() {
        closed = true;
        waiting.forEach(Calls::fail);
    }
}
