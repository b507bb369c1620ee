package dev.halley.transport.http;

import dev.halley.spi.Timer;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body, bounded in size and time, without blocking.
 *
 * <p>Thread-safety: guarded by itself, since the time's end comes from another thread than the container's callbacks.
 */
final class BodyReader implements ReadListener {

    /** A client that sends slower than this would let a request stay for ever, byte by byte. */
    static final Duration TIME = Duration.ofSeconds(60);

    private static final int CHUNK = 8_192;

    private final ServletInputStream in;
    private final int max;
    private final Outcome outcome;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(CHUNK);
    private final byte[] chunk = new byte[CHUNK];
    private Timer.@Nullable Task timeout;
    private boolean done;

    /** Told once how it ended, on a thread of the container's or the timer's: it must not call user code there. */
    interface Outcome {

        void read(byte[] body);

        void refused(HttpRefusal refusal);
    }

    private BodyReader(ServletInputStream in, int max, Outcome outcome) {
        this.in = in;
        this.max = max;
        this.outcome = outcome;
    }

    /**
     * Reads a body of known length that is all there.
     *
     * @return empty if it is not, or of unknown length
     * @throws HttpRefusal 413 if it is too large
     */
    static Optional<byte[]> readNow(HttpServletRequest request, int max) throws IOException {
        long length = request.getContentLengthLong();
        if (length > max) {
            throw HttpRefusal.tooLarge(max);
        }
        InputStream in = request.getInputStream();
        if (length < 0 || in.available() < length) {
            return Optional.empty();
        }
        byte[] body = new byte[(int) length];
        // All of it is there: this does not wait, and what an early end leaves out is no JSON.
        int count = in.readNBytes(body, 0, body.length);
        return Optional.of(count == body.length ? body : Arrays.copyOf(body, count));
    }

    /**
     * Reads on the calling thread, where the container allows nothing else.
     *
     * @throws HttpRefusal 413 if it is too large
     */
    static byte[] readBlocking(HttpServletRequest request, int max) throws IOException {
        InputStream in = request.getInputStream();
        byte[] bytes = in.readNBytes(max);
        if (bytes.length == max && in.read() >= 0) {
            throw HttpRefusal.tooLarge(max);
        }
        return bytes;
    }

    /** Reads whenever something comes, on a request that is asynchronous. */
    static void readLater(HttpServletRequest request, int max, Timer timer, Outcome outcome) throws IOException {
        ServletInputStream in = request.getInputStream();
        BodyReader reader = new BodyReader(in, max, outcome);
        in.setReadListener(reader);
        reader.limitTime(timer);
    }

    private synchronized void limitTime(Timer timer) {
        if (!done) {
            timeout = timer.schedule(TIME, () -> refuse(HttpRefusal.tooSlow()));
        }
    }

    @Override
    public synchronized void onDataAvailable() throws IOException {
        while (!done && in.isReady()) {
            int count = in.read(chunk);
            if (count < 0) {
                return;
            }
            if (count > max - body.size()) {
                refuse(HttpRefusal.tooLarge(max));
                return;
            }
            body.write(chunk, 0, count);
        }
    }

    @Override
    public synchronized void onAllDataRead() {
        if (finish()) {
            outcome.read(body.toByteArray());
        }
    }

    @Override
    public void onError(Throwable cause) {
        boolean slow = cause instanceof TimeoutException || cause instanceof SocketTimeoutException;
        refuse(slow ? HttpRefusal.tooSlow() : HttpRefusal.incomplete());
    }

    private synchronized void refuse(HttpRefusal refusal) {
        if (finish()) {
            outcome.refused(refusal);
        }
    }

    private boolean finish() {
        boolean first = !done;
        done = true;
        if (timeout != null) {
            timeout.cancel();
        }
        return first;
    }
}
