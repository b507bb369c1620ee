package dev.halley.oort.core;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.oort.Oort;
import dev.halley.oort.OortService;
import dev.halley.oort.OortServiceException;
import dev.halley.spi.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The services of this node: does what other nodes forward.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ForwardServices {

    /** Who answers, among Oort's parts. */
    static final String ANSWERER = "service";

    private static final System.Logger LOGGER = System.getLogger(ForwardServices.class.getName());
    private static final int VERSION = 1;
    private static final int MAX_SERVICES = 1_000;

    private final OortPlatform platform;
    private final PrimaryRole primary;
    private final Map<String, ServiceState> services = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** What is asked of a node. */
    record Question(String service, boolean toPrimary, long timeoutMillis, RawJson parameter) {

        byte[] encode() {
            return new WireOutput()
                    .octet(VERSION)
                    .text(service)
                    .flag(toPrimary)
                    .number(timeoutMillis)
                    .text(parameter.text())
                    .toBytes();
        }

        /** @throws IllegalArgumentException if the bytes are none */
        static Question decode(byte[] bytes) {
            return WireInput.read("A forward", bytes, in -> {
                in.require(in.octet() == VERSION, "an unknown version");
                Question question = new Question(in.text(), in.flag(), in.longNumber(), in.json());
                in.require(question.timeoutMillis > 0, "no time");
                return question;
            });
        }
    }

    ForwardServices(OortPlatform platform, PrimaryRole primary) {
        this.platform = platform;
        this.primary = primary;
        platform.questions().answer(ANSWERER, this::asked);
    }

    /** @throws IllegalStateException if there are too many */
    ServiceState state(String name) {
        Oort.checkName(name);
        ServiceState there = services.get(name);
        if (there == null && services.size() >= MAX_SERVICES) {
            throw new IllegalStateException("This node has " + MAX_SERVICES + " services, the most there may be.");
        }
        return there == null ? services.computeIfAbsent(name, ServiceState::new) : there;
    }

    /** @return by name */
    Map<String, ServiceState> all() {
        return Map.copyOf(services);
    }

    private CompletionStage<byte[]> asked(NodeId from, byte[] bytes) {
        return begin(from, Question.decode(bytes)).thenApply(CallAnswer::encode);
    }

    private CompletionStage<CallAnswer> begin(NodeId from, Question question) {
        ServiceState service = services.get(question.service());
        ServiceState.Bound handler = service == null ? null : service.handler();
        if (handler == null || closed) {
            return answer(CallStatus.NO_HANDLER, "");
        }
        if (question.toPrimary() && !primary.isPrimary()) {
            return answer(CallStatus.NOT_PRIMARY, "");
        }
        if (service.working.incrementAndGet() > OortService.MAX_FORWARDS) {
            service.working.decrementAndGet();
            return answer(CallStatus.BUSY, "it works on " + OortService.MAX_FORWARDS + " forwards, the most it may.");
        }
        CompletableFuture<CallAnswer> answer = new CompletableFuture<>();
        answer.whenComplete((given, failure) -> service.working.decrementAndGet());
        try {
            platform.workers()
                    .execute(() -> work(
                            service,
                            () -> handler.handle(question.parameter(), Members.find(platform.cluster(), from)),
                            answer,
                            question));
        } catch (RejectedExecutionException full) {
            answer.complete(new CallAnswer(CallStatus.BUSY, "its worker threads take no more."));
        }
        return answer;
    }

    private static CompletionStage<CallAnswer> answer(CallStatus status, String text) {
        return CompletableFuture.completedStage(new CallAnswer(status, text));
    }

    /** Work that begins now. */
    private interface Work {
        CompletionStage<?> begin() throws Exception;
    }

    private void work(ServiceState service, Work work, CompletableFuture<CallAnswer> answer, Question question) {
        try {
            service.handled.increment();
            CompletionStage<?> stage = work.begin();
            stage.whenComplete((result, failure) ->
                    answer.complete(failure == null ? answer(service, result) : failure(service, failure)));
        } catch (ServiceState.BadParameterException e) {
            LOGGER.log(WARNING, "A forward to the service \"" + service.name() + "\" does not fit its handler.", e);
            answer.complete(CallAnswer.of(CallStatus.BAD_PARAMETER));
        } catch (Exception | Error thrown) {
            answer.complete(failure(service, thrown));
        }
        if (!answer.isDone()) {
            // Nobody waits any more: its place is for another one.
            platform.timer()
                    .schedule(
                            Duration.ofMillis(question.timeoutMillis()),
                            () -> answer.complete(CallAnswer.of(CallStatus.FAILED)));
        }
    }

    private static CallAnswer answer(ServiceState service, @Nullable Object result) {
        RawJson json;
        try {
            json = RawJson.from(result);
        } catch (RuntimeException | Error e) {
            LOGGER.log(WARNING, "The service \"" + service.name() + "\" has a result that is no JSON.", e);
            return CallAnswer.of(CallStatus.BAD_RESULT);
        }
        int length = json.text().getBytes(StandardCharsets.UTF_8).length;
        return length <= OortService.MAX_BYTES
                ? CallAnswer.result(json)
                : new CallAnswer(CallStatus.TOO_LARGE, "the result has " + tooLong(length));
    }

    /** @return the end of a sentence */
    static String tooLong(int length) {
        return length + " bytes of JSON, more than the " + OortService.MAX_BYTES + " that are allowed.";
    }

    private CallAnswer failure(ServiceState service, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof OortServiceException told) {
            String message = String.valueOf(told.getMessage());
            return new CallAnswer(
                    CallStatus.TOLD,
                    message.substring(0, Math.min(OortServiceException.MAX_MESSAGE, message.length())));
        }
        platform.server().reportFailure("the handler of the service \"" + service.name() + "\"", cause);
        return CallAnswer.of(CallStatus.FAILED);
    }

    /** Nothing is done here any more. */
    void close() {
        closed = true;
        services.values().forEach(ServiceState::close);
    }
}
