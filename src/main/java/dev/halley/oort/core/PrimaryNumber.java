package dev.halley.oort.core;

import dev.halley.json.RawJson;
import dev.halley.oort.OortPrimaryLong;
import dev.halley.oort.OortService;
import dev.halley.oort.core.PrimaryNumbers.Operation;
import dev.halley.oort.core.PrimaryNumbers.Question;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * A number as any node sees it: what is done with it, the primary does.
 *
 * <p>Thread-safety: immutable.
 */
record PrimaryNumber(String name, Calls calls) implements OortPrimaryLong {

    private <T> CompletionStage<T> ask(Operation operation, long first, long second, Function<RawJson, T> read) {
        return calls.askPrimary(
                new Calls.Call(
                        "The number \"" + name + "\"",
                        PrimaryNumbers.ANSWERER,
                        new Question(operation, name, first, second).encode(),
                        OortService.TIMEOUT,
                        () -> {}),
                read);
    }

    private static Long number(RawJson json) {
        return Long.valueOf(json.text());
    }

    @Override
    public CompletionStage<Long> get() {
        return ask(Operation.GET, 0, 0, PrimaryNumber::number);
    }

    @Override
    public CompletionStage<Long> addAndGet(long delta) {
        return ask(Operation.ADD_AND_GET, delta, 0, PrimaryNumber::number);
    }

    @Override
    public CompletionStage<Long> getAndAdd(long delta) {
        return ask(Operation.GET_AND_ADD, delta, 0, PrimaryNumber::number);
    }

    @Override
    public CompletionStage<Boolean> compareAndSet(long expected, long value) {
        return ask(Operation.COMPARE_AND_SET, expected, value, RawJson.TRUE::equals);
    }
}
