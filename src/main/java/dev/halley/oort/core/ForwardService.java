package dev.halley.oort.core;

import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortResults;
import dev.halley.oort.OortService;
import dev.halley.oort.OortServiceException;
import dev.halley.oort.OortServiceException.Reason;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A service as somebody sees it who knows its types.
 *
 * <p>Thread-safety: immutable.
 */
final class ForwardService<P extends @Nullable Object, R extends @Nullable Object> implements OortService<P, R> {

    private static final Duration LONGEST = Duration.ofHours(1);

    private final ServiceState state;
    private final Type parameterType;
    private final Type resultType;
    private final Node node;
    private final Duration timeout;

    /**
     * What a service needs of its node.
     *
     * <p>Thread-safety: immutable.
     *
     * @param members as of now
     */
    record Node(Calls calls, Supplier<List<OortNode>> members) {}

    ForwardService(ServiceState state, Type parameterType, Type resultType, Node node, Duration timeout) {
        this.state = state;
        this.parameterType = parameterType;
        this.resultType = resultType;
        this.node = node;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return state.name();
    }

    @Override
    public OortService<P, R> withTimeout(Duration newTimeout) {
        if (newTimeout.toMillis() < 1 || newTimeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "A timeout is a millisecond at least and an hour at most, not " + newTimeout + ".");
        }
        return new ForwardService<>(state, parameterType, resultType, node, newTimeout);
    }

    @Override
    public Registration onForward(Handler<P, R> handler) {
        return onForwardAsync(
                (parameter, caller) -> CompletableFuture.completedStage(handler.handle(parameter, caller)));
    }

    @Override
    public Registration onForwardAsync(AsyncHandler<P, R> handler) {
        return state.handle((json, caller) -> handler.handle(parameter(json), caller));
    }

    private P parameter(RawJson json) throws ServiceState.BadParameterException {
        try {
            return bound(json, parameterType);
        } catch (IllegalArgumentException e) {
            throw new ServiceState.BadParameterException(e);
        }
    }

    /** Null stays null where the type is none of JSON's own. */
    private static <T extends @Nullable Object> T bound(RawJson json, Type type) {
        boolean isNothing = type == Void.class || json.isNull() && type != RawJson.class;
        return isNothing ? null : json.as(type);
    }

    @Override
    public CompletionStage<R> forward(OortNode to, P parameter) {
        return forward(parameter, false, call -> node.calls().ask(to, call, this::result));
    }

    @Override
    public CompletionStage<R> forwardToPrimary(P parameter) {
        return forward(parameter, true, call -> node.calls().askPrimary(call, this::result));
    }

    private R result(RawJson json) {
        return bound(json, resultType);
    }

    private CompletableFuture<R> forward(
            P parameter, boolean toPrimary, Function<Calls.Call, CompletableFuture<R>> ask) {
        state.forwarded.increment();
        CompletableFuture<R> stage;
        try {
            byte[] question = question(parameter, toPrimary);
            takePlace();
            AtomicBoolean gone = new AtomicBoolean();
            stage = ask.apply(new Calls.Call(
                    "The service \"" + name() + "\"", ForwardServices.ANSWERER, question, timeout, () -> {
                        if (gone.compareAndSet(false, true)) {
                            state.waiting.decrementAndGet();
                        }
                    }));
        } catch (OortServiceException e) {
            stage = CompletableFuture.failedFuture(e);
        }
        stage.whenComplete((result, failure) -> count(failure));
        return stage;
    }

    private byte[] question(P parameter, boolean toPrimary) {
        RawJson json;
        try {
            json = RawJson.from(parameter);
        } catch (IllegalArgumentException e) {
            OortServiceException failure = new OortServiceException(
                    Reason.BAD_VALUE,
                    "The service \"" + name() + "\" is given a parameter that is no JSON: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
        int length = json.text().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_BYTES) {
            throw new OortServiceException(
                    Reason.TOO_LARGE,
                    "The service \"" + name() + "\" is given a parameter that has " + ForwardServices.tooLong(length));
        }
        return new ForwardServices.Question(name(), toPrimary, timeout.toMillis(), json).encode();
    }

    private void takePlace() {
        if (state.waiting.incrementAndGet() > MAX_FORWARDS) {
            state.waiting.decrementAndGet();
            throw new OortServiceException(
                    Reason.BUSY,
                    "The service \"" + name() + "\": " + MAX_FORWARDS + " forwards of this node wait for their results,"
                            + " the most that may.");
        }
    }

    private void count(@Nullable Throwable failure) {
        if (failure == null) {
            state.answered.increment();
        } else if (failure instanceof OortServiceException told && told.reason() == Reason.TIMED_OUT) {
            state.timedOut.increment();
        } else {
            state.failed.increment();
        }
    }

    @Override
    public CompletionStage<OortResults<R>> forwardAll(P parameter) {
        Map<OortNode, CompletableFuture<R>> asked = new LinkedHashMap<>();
        for (OortNode member : node.members().get()) {
            asked.put(member, forward(member, parameter).toCompletableFuture());
        }
        CompletableFuture<OortResults<R>> all = CompletableFuture.allOf(
                        asked.values().toArray(CompletableFuture[]::new))
                .handle((nothing, failure) -> results(asked));
        all.whenComplete((results, failure) -> asked.values().forEach(stage -> stage.cancel(false)));
        return all;
    }

    private static <R extends @Nullable Object> OortResults<R> results(Map<OortNode, CompletableFuture<R>> asked) {
        Map<OortNode, R> results = new LinkedHashMap<>();
        Map<OortNode, OortServiceException> failures = new LinkedHashMap<>();
        asked.forEach((member, stage) -> {
            try {
                results.put(member, stage.join());
            } catch (CompletionException e) {
                failures.put(member, told(e.getCause()));
            }
        });
        return new OortResults<>(results, failures);
    }

    private static OortServiceException told(@Nullable Throwable cause) {
        return cause instanceof OortServiceException told
                ? told
                : new OortServiceException(Reason.FAILED, "The result cannot be read: " + cause);
    }
}
