package dev.halley.client.cli;

import dev.halley.client.BayeuxException;
import dev.halley.client.Message;
import dev.halley.json.RawJson;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Prints what comes on channels, until so many have come, the program is stopped, or nobody reads it any more.
 *
 * <p>Thread-safety: thread-safe.
 */
final class Subscribing implements Command {

    private final Options options;
    private final Terminal terminal;
    private final AtomicLong printed = new AtomicLong();
    private final CompletableFuture<Void> enough = new CompletableFuture<>();

    Subscribing(Options options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
    }

    @Override
    public Exit run() throws NoConnectionException, UsageException, InterruptedException {
        int count = options.number(Options.Count.COUNT);
        try (Link link = Link.open(options, terminal)) {
            // Ctrl-C: the server need not wait until it notices.
            Thread goodbye = new Thread(link::close, "halley-client-goodbye");
            Runtime.getRuntime().addShutdownHook(goodbye);
            try {
                for (String channel : options.arguments()) {
                    subscribe(link, channel, count);
                    terminal.note("subscribed to " + channel);
                }
                try (Progress progress = Progress.of(terminal, () -> printed + " messages")) {
                    progress.show();
                    return waitForTheEnd(link);
                }
            } finally {
                removeHook(goodbye);
            }
        }
    }

    private void subscribe(Link link, String channel, int count)
            throws NoConnectionException, UsageException, InterruptedException {
        try {
            link.await(link.client().subscribe(channel, message -> print(message, count)));
        } catch (IllegalArgumentException wrong) {
            throw new UsageException(Link.describe(wrong));
        }
    }

    private Exit waitForTheEnd(Link link) throws NoConnectionException, InterruptedException {
        try {
            CompletableFuture.anyOf(enough, link.end()).get();
            return Exit.DONE;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoConnectionException ended) {
                throw ended;
            }
            if (e.getCause() instanceof BayeuxException lost) {
                throw lost;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // It is running already.
        }
    }

    /** Called by several threads when there are several channels. */
    private synchronized void print(Message message, int count) {
        if (enough.isDone()) {
            return;
        }
        String line = options.dataOnly() ? message.data().orElse(RawJson.NULL).text() : message.toJson();
        boolean read = terminal.printLine(line);
        if (!read || printed.incrementAndGet() == count) {
            enough.complete(null);
        }
    }
}
