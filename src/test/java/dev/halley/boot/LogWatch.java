package dev.halley.boot;

import dev.halley.operation.LoggingEvents;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sees all that servers log in this JVM, whichever application they are in. */
final class LogWatch extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger(LoggingEvents.LOGGER);
    private final Level before = logger.getLevel();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<Awaited> awaited = new CopyOnWriteArrayList<>();

    private record Awaited(String part, CountDownLatch seen) {}

    LogWatch() {
        setLevel(Level.ALL);
        logger.addHandler(this);
        logger.setLevel(Level.ALL);
    }

    List<String> lines() {
        return lines;
    }

    /** Waits until a line is logged that contains this; lines logged before count. */
    void await(String part) throws InterruptedException {
        Awaited line = new Awaited(part, new CountDownLatch(1));
        awaited.add(line);
        lines.forEach(this::tell);
        if (!line.seen.await(20, TimeUnit.SECONDS)) {
            throw new AssertionError("Nobody logged '" + part + "', but: " + lines);
        }
    }

    @Override
    public void publish(LogRecord event) {
        lines.add(event.getMessage());
        tell(event.getMessage());
    }

    private void tell(String line) {
        awaited.stream().filter(wanted -> line.contains(wanted.part)).forEach(wanted -> wanted.seen.countDown());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
