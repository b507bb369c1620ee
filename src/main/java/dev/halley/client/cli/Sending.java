package dev.halley.client.cli;

import dev.halley.client.BayeuxClient;
import dev.halley.client.BayeuxException;
import dev.halley.client.Message;
import dev.halley.client.Outcome;
import dev.halley.json.JsonObjects;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Publishes or calls, once or for each line of the input, and prints what became of each as a line of JSON.
 *
 * <p>Thread-safety: confined to the thread that runs it, but for what is told of answers.
 */
final class Sending implements Command {

    /** So many may wait for their answers, so that an endless input does not fill the memory. */
    private static final int IN_FLIGHT = 256;

    private final Options options;
    private final Terminal terminal;
    private final String target;
    private final @Nullable String json;
    private final Semaphore room = new Semaphore(IN_FLIGHT);
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<Exit> exit = new AtomicReference<>(Exit.DONE);
    /** Done when the line of the latest is printed. */
    private CompletableFuture<@Nullable Void> printed = CompletableFuture.completedFuture(null);

    Sending(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.target = options.arguments().get(0);
        this.json = options.arguments().size() > 1 ? options.arguments().get(1) : null;
    }

    @Override
    public Exit run() throws NoConnectionException, UsageException, InterruptedException {
        boolean fromInput = options.isFromInput();
        RawJson data = fromInput || json == null ? RawJson.NULL : parse(json, "the JSON");
        try (Link link = Link.open(options, terminal);
                Progress progress = Progress.of(terminal, () -> answered + " answered")) {
            progress.show();
            if (fromInput) {
                sendLines(link.client());
            } else {
                send(link.client(), data, 0);
            }
            // All are back, so all are answered.
            room.acquire(IN_FLIGHT);
        }
        return exit.get();
    }

    private boolean isPublish() {
        return options.command() == Name.PUBLISH;
    }

    private static RawJson parse(String text, String what) throws UsageException {
        try {
            return RawJson.parse(text);
        } catch (MalformedJsonException malformed) {
            throw new UsageException(what + " is not one JSON value: " + Link.describe(malformed));
        }
    }

    private void sendLines(BayeuxClient client) throws UsageException, InterruptedException {
        long number = 0;
        try {
            for (String line = terminal.in().readLine();
                    line != null;
                    line = terminal.in().readLine()) {
                number++;
                if (!line.isBlank()) {
                    sendLine(client, line, number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (UsageException malformed) {
            // What was sent before it is answered first.
            room.acquire(IN_FLIGHT);
            throw malformed;
        }
    }

    private void sendLine(BayeuxClient client, String text, long line) throws UsageException, InterruptedException {
        RawJson data;
        try {
            data = parse(text, "line " + line + " of the input");
        } catch (UsageException malformed) {
            if (!options.keepsGoing()) {
                throw malformed;
            }
            exit.accumulateAndGet(Exit.WRONG_USAGE, Exit::or);
            room.acquire();
            String told = failed(line, Outcome.NOT_SENT, String.valueOf(malformed.getMessage()), null);
            printNext(CompletableFuture.completedFuture(told));
            return;
        }
        send(client, data, line);
    }

    private void send(BayeuxClient client, RawJson data, long line) throws UsageException, InterruptedException {
        room.acquire();
        CompletableFuture<Message> answer;
        try {
            // A call has its timeout from the client.
            answer = isPublish()
                    ? client.publish(target, data).orTimeout(options.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    : client.call(target, data);
        } catch (IllegalArgumentException wrong) {
            room.release();
            throw new UsageException(Link.describe(wrong));
        }
        CompletableFuture<String> text =
                answer.handle((reply, failure) -> failure == null ? success(reply, line) : failure(failure, line));
        printNext(text);
    }

    /** Answers complete on several threads: each waits for the line before it, printed or not. */
    private void printNext(CompletableFuture<String> text) {
        printed = printed.handle((before, failure) -> text)
                .thenCompose(its -> its)
                .handle(this::print);
    }

    private @Nullable Void print(@Nullable String text, @Nullable Throwable failure) {
        try {
            if (text != null) {
                terminal.printLine(text);
            }
            answered.incrementAndGet();
        } finally {
            room.release();
        }
        return null;
    }

    private String success(Message reply, long line) {
        if (options.dataOnly() && !isPublish()) {
            return reply.data().orElse(RawJson.NULL).text();
        }
        return result(line, true, Map.of(), reply.data().orElse(null));
    }

    private String failure(Throwable wrapped, long line) {
        Throwable why =
                wrapped instanceof CompletionException && wrapped.getCause() != null ? wrapped.getCause() : wrapped;
        Outcome outcome = why instanceof BayeuxException failure ? failure.outcome() : Outcome.UNKNOWN;
        String text = why instanceof TimeoutException ? "no answer in time (--timeout)" : Link.describe(why);
        String error = why instanceof BayeuxException failure ? failure.error().orElse(text) : text;
        exit.accumulateAndGet(Exit.of(outcome), Exit::or);
        RawJson data = why instanceof BayeuxException failure
                ? failure.reply().flatMap(Message::data).orElse(null)
                : null;
        return failed(line, outcome, error, data);
    }

    private String failed(long line, Outcome outcome, String error, @Nullable RawJson data) {
        Map<String, RawJson> more = new LinkedHashMap<>();
        more.put("outcome", RawJson.from(outcome.name()));
        more.put("error", RawJson.from(error));
        return result(line, false, more, data);
    }

    private String result(long line, boolean successful, Map<String, RawJson> more, @Nullable RawJson data) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        if (line > 0) {
            members.put("line", RawJson.from(line));
        }
        members.put(isPublish() ? "channel" : "target", RawJson.from(target));
        members.put("successful", RawJson.from(successful));
        members.putAll(more);
        if (data != null) {
            members.put("data", data);
        }
        return JsonObjects.of(members).text();
    }
}
