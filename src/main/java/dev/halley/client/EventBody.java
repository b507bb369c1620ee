package dev.halley.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a response that is a stream of server-sent events, and passes each event on when it is complete. Of an event's
 * fields it uses only {@code data}.
 *
 * <p>Thread-safety: one thread at a time brings the parts, as {@code Flow} demands; any thread may call
 * {@link #reading}.
 */
final class EventBody implements BodySubscriber<byte[]> {

    private static final byte[] NOTHING = {};
    private static final byte[] FIELD = {'d', 'a', 't', 'a', ':'};

    private final long limit;
    private final Listener listener;
    private final CompletableFuture<byte[]> end = new CompletableFuture<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    /** Guarded by this, as are the next two. */
    private Flow.@Nullable Subscription source;

    private boolean reading = true;
    /** Whether a part was asked for that has not come. */
    private boolean asked;

    /** Told what comes. */
    interface Listener {

        /** Something came, and be it a comment. */
        void alive();

        /**
         * An event came.
         *
         * @param data in UTF-8
         * @throws RuntimeException if it cannot be read: then the stream ends
         */
        void event(byte[] data);
    }

    /** @param limit how many bytes an event may have */
    EventBody(long limit, Listener listener) {
        this.limit = limit;
        this.listener = listener;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        synchronized (this) {
            source = subscription;
        }
        ask();
    }

    /** @param on false to leave on the connection what comes from now on, but for a part that is on its way */
    void reading(boolean on) {
        synchronized (this) {
            reading = on;
        }
        ask();
    }

    private void ask() {
        Flow.Subscription from;
        synchronized (this) {
            if (source == null || !reading || asked) {
                return;
            }
            asked = true;
            from = source;
        }
        from.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> parts) {
        try {
            listener.alive();
            for (ByteBuffer part : parts) {
                while (part.hasRemaining()) {
                    take(part.get());
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            end.completeExceptionally(unreadable);
            cancel();
            return;
        }
        synchronized (this) {
            asked = false;
        }
        ask();
    }

    private synchronized void cancel() {
        if (source != null) {
            source.cancel();
        }
    }

    private void take(byte next) throws IOException {
        if (next != '\n') {
            line.write(next);
            if (line.size() + (long) data.size() > limit + FIELD.length + 1) {
                throw new IOException("An event is larger than " + limit + " bytes (maxResponseSize).");
            }
            return;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        int length = bytes.length > 0 && bytes[bytes.length - 1] == '\r' ? bytes.length - 1 : bytes.length;
        if (length > 0) {
            takeLine(bytes, length);
        } else if (data.size() > 0) {
            byte[] whole = data.toByteArray();
            data.reset();
            listener.event(whole);
        }
    }

    private void takeLine(byte[] bytes, int length) {
        for (int i = 0; i < FIELD.length; i++) {
            if (i >= length || bytes[i] != FIELD[i]) {
                return;
            }
        }
        int start = length > FIELD.length && bytes[FIELD.length] == ' ' ? FIELD.length + 1 : FIELD.length;
        data.write(bytes, start, length - start);
    }

    @Override
    public void onError(Throwable cause) {
        end.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        end.complete(NOTHING);
    }
}
