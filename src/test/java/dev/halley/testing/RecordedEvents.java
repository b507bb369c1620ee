package dev.halley.testing;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ServerEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what happens in a server, one line for each event, for tests to wait for and to check.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class RecordedEvents implements ServerEvents {

    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final List<String> lines = new ArrayList<>();

    private synchronized void add(String line) {
        lines.add(line);
        notifyAll();
    }

    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    /** @return the lines that begin so */
    public List<String> lines(String beginning) {
        return lines().stream().filter(line -> line.startsWith(beginning)).toList();
    }

    /** Waits until there are so many lines that begin so. */
    public void await(String beginning, int count) {
        await(all -> all.stream().filter(line -> line.startsWith(beginning)).count() >= count, beginning);
    }

    /**
     * Waits for a line that begins so, where something outside of the server's time has to happen first: moves the time
     * again and again.
     *
     * @param nudge moves the time
     */
    public void awaitWhile(String beginning, Runnable nudge) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        while (lines(beginning).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("There was no " + beginning + " in " + lines());
            }
            nudge.run();
            waitBriefly(beginning);
        }
    }

    private synchronized void waitBriefly(String beginning) {
        try {
            if (lines.stream().noneMatch(line -> line.startsWith(beginning))) {
                wait(20);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits for a line that begins so. */
    public void await(String beginning) {
        await(beginning, 1);
    }

    private synchronized void await(Predicate<List<String>> wanted, String what) {
        long end = System.nanoTime() + GENEROUS.toNanos();
        try {
            while (!wanted.test(lines)) {
                long millis = Duration.ofNanos(end - System.nanoTime()).toMillis();
                if (millis <= 0) {
                    throw new AssertionError("There was no " + what + " in " + lines);
                }
                wait(millis);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void sessionOpened(String session, String transport) {
        add("opened " + session + " " + transport);
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        add("closed " + session + " " + reason);
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        add("refused " + request.envelope().channel() + " " + error.wire());
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        add("dropped " + session + " " + channel + " " + why);
    }

    @Override
    public void connectHeld(String session, String transport) {
        add("held " + session + " " + transport);
    }

    @Override
    public void connectReleased(String session, String why) {
        add("released " + session + " " + why);
    }

    @Override
    public void channelAdded(String channel) {
        add("channel added " + channel);
    }

    @Override
    public void channelRemoved(String channel) {
        add("channel removed " + channel);
    }

    @Override
    public void foreignSession(String session, String transport) {
        add("foreign " + session + " " + transport);
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        add("transport failed " + transport + " " + cause);
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        add("user code failed " + what + " " + cause);
    }
}
