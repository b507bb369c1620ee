package dev.halley.client.cli;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A line that tells every second what is waited for: on a terminal always the same line, elsewhere one after the other.
 *
 * <p>Thread-safety: confined to the main thread; the line is printed by a thread of its own.
 */
final class Progress implements AutoCloseable {

    private static final String ERASE = "\r\u001b[K";

    private final Terminal terminal;
    private final Supplier<String> text;
    private final long began = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "halley-client-progress");
        thread.setDaemon(true);
        return thread;
    });

    private Progress(Terminal terminal, Supplier<String> text) {
        this.terminal = terminal;
        this.text = text;
    }

    /** @param text what is waited for, without a full stop */
    static Progress of(Terminal terminal, Supplier<String> text) {
        return new Progress(terminal, text);
    }

    /** Begins to tell it, if that is wanted. */
    void show() {
        if (terminal.progress()) {
            clock.scheduleAtFixedRate(this::print, 1, 1, TimeUnit.SECONDS);
        }
    }

    private void print() {
        String line =
                text.get() + ", " + Duration.ofNanos(System.nanoTime() - began).toSeconds() + " s";
        synchronized (terminal.err()) {
            terminal.err().print(terminal.person() ? ERASE + line : "halley-client: " + line + "\n");
            terminal.err().flush();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal.progress() && terminal.person()) {
            synchronized (terminal.err()) {
                terminal.err().print(ERASE);
                terminal.err().flush();
            }
        }
    }
}
