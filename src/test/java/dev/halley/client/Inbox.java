package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What a listener was called with, to be waited for. */
final class Inbox<T> implements Consumer<T> {

    static final long PATIENCE_SECONDS = Integer.getInteger("patience", 60);

    private final BlockingQueue<T> values = new LinkedBlockingQueue<>();

    @Override
    public void accept(T value) {
        values.add(value);
    }

    /** @return the next, which comes in time or fails the test */
    T next() throws InterruptedException {
        T value = values.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(value).as("something comes").isNotNull();
        return value;
    }

    List<T> next(int count) throws InterruptedException {
        List<T> all = new ArrayList<>();
        while (all.size() < count) {
            all.add(next());
        }
        return all;
    }

    /** Waits until that has come, passing over others. */
    void await(T value) throws InterruptedException {
        T next = next();
        while (!value.equals(next)) {
            next = next();
        }
    }

    /** @return what has come and was not taken */
    List<T> rest() {
        List<T> all = new ArrayList<>();
        values.drainTo(all);
        return all;
    }
}
