package dev.halley.transport.http;

import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Timer;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Writes a response that is a stream of server-sent events, one for each batch, and comments between them, whenever the container can
 * take something without blocking.
 *
 * <p>Whoever finds nobody writing writes, on its own thread, until the container takes no more or nothing waits; all others leave what
 * they have in the queue. The first who may is the container, when it calls {@link #onWritePossible}.
 *
 * <p>Thread-safety: thread-safe.
 */
final class StreamWriter implements WriteListener, SlowClients.Writing {

    private final HttpServletResponse response;
    private final ResponseWriter.Outcome outcome;
    private final SlowClients slow;
    private final Timer timer;
    private final StreamForm form;
    private final boolean oneRequest;
    private final Queue<Part> waiting = new ConcurrentLinkedQueue<>();
    /** How often somebody wanted to write since the one who writes looked last; 0 if nobody writes. */
    private final AtomicInteger wanted = new AtomicInteger();
    /** Held while the response is used: the container may give it to another request as soon as this one is over. */
    private final Object using = new Object();

    private volatile @Nullable ServletOutputStream out;
    private volatile @Nullable Throwable failure;
    private volatile boolean closing;
    private volatile boolean over;
    /** Whether the container calls when it takes more. */
    private volatile boolean blocked = true;

    private volatile Timer.@Nullable Task beat;

    // What follows is the one's who writes.

    private @Nullable Part part;
    private final BodyParts body = new BodyParts(List.of());
    private boolean unflushed;
    /** Whether the container took no more, and nobody watches the client for that yet. */
    private boolean refused;

    /** @param completion who wants to know whether it got out, or null */
    private record Part(List<byte[]> pieces, Connection.@Nullable Completion completion) {

        static Part of(byte[] text) {
            return new Part(List.of(text), null);
        }
    }

    /**
     * @param outcome told when all is written after {@link #close}, or that it failed
     * @param slow notices a client that takes nothing
     */
    StreamWriter(
            HttpServletResponse response, ResponseWriter.Outcome outcome, SlowClients slow, Timer timer, Style style) {
        this.response = response;
        this.outcome = outcome;
        this.slow = slow;
        this.timer = timer;
        this.form = style.form();
        this.oneRequest = style.oneRequest();
        waiting.add(Part.of(form.open()));
    }

    /** @param oneRequest whether the connection carries one request at a time, as HTTP/1.1 does */
    record Style(StreamForm form, boolean oneRequest) {}

    /** Begins to write on a request that is asynchronous. Returns without waiting. */
    void start() {
        try {
            form.head(response, oneRequest);
            ServletOutputStream stream = response.getOutputStream();
            out = stream;
            stream.setWriteListener(this);
        } catch (IOException | IllegalStateException gone) {
            outcome.failed(gone);
        }
        beatLater();
    }

    private void beatLater() {
        if (!over) {
            beat = timer.schedule(form.heartbeat(), this::beat);
        }
    }

    private void beat() {
        if (!over && !blocked) {
            waiting.add(Part.of(form.comment()));
            run();
        }
        beatLater();
    }

    /** Sends one event, after what was sent before. */
    void send(Batch batch, Connection.Completion completion) {
        waiting.add(new Part(form.event(batch.utf8Line()), completion));
        run();
    }

    /** Ends the response when all that was sent has been written. */
    void close() {
        closing = true;
        run();
    }

    boolean isOpen() {
        return !closing && !over;
    }

    /** Nothing more is written: nobody uses the response when this returns. What waits gets the failure. */
    void end(Throwable cause) {
        failure = cause;
        synchronized (using) {
            over = true;
        }
        Timer.Task next = beat;
        if (next != null) {
            next.cancel();
        }
        slow.remove(this);
        run();
    }

    @Override
    public void onWritePossible() {
        blocked = false;
        run();
    }

    @Override
    public void onError(Throwable cause) {
        outcome.failed(cause);
    }

    private void run() {
        if (wanted.getAndIncrement() != 0) {
            return;
        }
        int before;
        do {
            before = wanted.get();
            write();
        } while (wanted.addAndGet(-before) != 0);
    }

    private void write() {
        try {
            boolean takesMore = true;
            while (takesMore) {
                takesMore = writeParts() && nextPart();
            }
        } catch (IOException | IllegalStateException gone) {
            outcome.failed(gone);
        }
        if (over) {
            failAll();
        } else if (refused) {
            refused = false;
            slow.add(this);
        }
    }

    /** @return whether all of the part is out and the container takes more */
    private boolean writeParts() throws IOException {
        synchronized (using) {
            ServletOutputStream stream = out;
            while (!over && stream != null && isReady(stream)) {
                if (body.hasNext()) {
                    body.writeTo(stream);
                    unflushed = true;
                } else if (unflushed) {
                    unflushed = false;
                    stream.flush();
                } else {
                    return true;
                }
            }
            return false;
        }
    }

    private boolean isReady(ServletOutputStream stream) {
        if (blocked) {
            return false;
        }
        // First: the container may call before it has said no.
        blocked = true;
        if (stream.isReady()) {
            blocked = false;
            return true;
        }
        refused = true;
        return false;
    }

    /** The part before is out. @return whether there is another one */
    private boolean nextPart() {
        Part done = part;
        part = null;
        if (done != null && done.completion() != null) {
            done.completion().succeeded();
        }
        // Asked first: what is sent before it is closed goes before the end.
        boolean last = closing;
        Part next = waiting.poll();
        if (next != null) {
            part = next;
            body.add(next.pieces());
            return true;
        }
        if (last) {
            over = true;
            outcome.written();
        }
        return false;
    }

    private void failAll() {
        Throwable cause = failure == null ? new IOException("The stream has ended.") : failure;
        Part unsent = part == null ? waiting.poll() : part;
        part = null;
        while (unsent != null) {
            if (unsent.completion() != null) {
                unsent.completion().failed(cause);
            }
            unsent = waiting.poll();
        }
    }

    @Override
    public boolean hasMoved() {
        return body.hasMoved();
    }

    @Override
    public boolean isOver() {
        return over || !blocked;
    }

    @Override
    public boolean stuck(IOException why) {
        return outcome.stuck(why);
    }
}
