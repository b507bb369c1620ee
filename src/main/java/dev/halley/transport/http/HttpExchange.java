package dev.halley.transport.http;

import dev.halley.protocol.CloseReason;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Timer;
import dev.halley.transport.http.HttpExchangeState.Action;
import dev.halley.transport.http.HttpExchangeState.Event;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request and its one answer, which comes at once or when a held connect is released, or is a stream for as long as that is held.
 *
 * <p>The request becomes asynchronous only when its thread has to leave before the answer is there. Small answers that
 * are there in time are left in the container's buffer, all others are written without blocking: by a listener that the
 * container calls on another thread, or, where completing a request does not block, from its buffer, too.
 *
 * <p>Thread-safety: thread-safe; the state's transitions decide who writes and who ends it.
 */
final class HttpExchange implements Connection, ResponseWriter.Outcome, AsyncListener {

    /** Answers up to this size fit into any container's buffer. */
    private static final int SMALL = 8_192;

    /** How long an answer that another thread, or another node, is giving has when the container waits no longer. */
    private static final long LAST_CALL_MILLIS = 1_000;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final boolean completesUnblocked;
    private final SlowClients slow;
    private final HttpExchangeState state = new HttpExchangeState();
    private final AtomicReference<@Nullable HttpAnswer> answer = new AtomicReference<>();
    private volatile BatchEncoder encoder = BatchEncoder.JSON;
    private volatile @Nullable AsyncContext async;
    private volatile @Nullable CountDownLatch blocked;
    private volatile @Nullable ResponseWriter writer;
    private volatile @Nullable StreamWriter stream;
    private volatile @Nullable Link link;
    /** What makes the response a stream if the core says so; null where it never does. */
    private volatile @Nullable Supplier<StreamWriter> streams;

    private volatile @Nullable HttpAnswer streamAnswer;

    private volatile Runnable atEnd = () -> {};

    /** Held while the request is completed. */
    private final Object completing = new Object();
    /** Whether the container has ended the request, and may use its objects for another one. */
    private boolean takenBack;

    /**
     * @param completesUnblocked whether the container sends what its buffer holds on completion without blocking
     * @param slow notices a client that does not take the answer
     */
    HttpExchange(
            HttpServletRequest request, HttpServletResponse response, boolean completesUnblocked, SlowClients slow) {
        this.request = request;
        this.response = response;
        this.completesUnblocked = completesUnblocked;
        this.slow = slow;
    }

    HttpServletRequest request() {
        return request;
    }

    /** @param encoder makes answers of batches from now on */
    void encoder(BatchEncoder encoder) {
        this.encoder = encoder;
    }

    /** @param link the core's end, told when the client is gone */
    void link(Link link) {
        this.link = link;
        if (state.state() == HttpExchangeState.State.DONE) {
            link.closed(CloseReason.CONNECTION_LOST);
        }
    }

    /**
     * Its connect may be held: then the response is a stream, and the core is told of its end in any case.
     *
     * @param slowReaders notices a client that takes nothing of the stream
     * @param style what it looks like
     */
    void mayStream(SlowClients slowReaders, Timer timer, StreamWriter.Style style) {
        streams = () -> new StreamWriter(response, this, slowReaders, timer, style);
        streamAnswer = style.form().answer();
    }

    /** @param task done once when the exchange is over, just before the container takes the request back */
    void atEnd(Runnable task) {
        atEnd = task;
    }

    /** Lets the request outlive its thread. Called by that thread. */
    AsyncContext startAsync() {
        AsyncContext context = async;
        if (context == null) {
            context = request.startAsync(request, response);
            // The core times holds, and the body's reader itself.
            context.setTimeout(0);
            context.addListener(this, request, response);
            async = context;
        }
        return context;
    }

    @Override
    public void begin() {
        Supplier<StreamWriter> maker = streams;
        if (maker == null) {
            throw new IllegalStateException("The request did not ask for a stream.");
        }
        if (answer.get() == null) {
            stream = maker.get();
            answer(Objects.requireNonNull(streamAnswer));
        }
    }

    @Override
    public void send(Batch batch, Completion completion) {
        StreamWriter begun = stream;
        if (begun == null) {
            answer(encoder.encode(batch, completion));
        } else {
            begun.send(batch, completion);
        }
    }

    @Override
    public void close(CloseReason reason) {
        StreamWriter begun = stream;
        if (begun == null) {
            answer(encoder.encode(reason));
        } else {
            begun.close();
        }
    }

    /** Answers with a refusal instead of messages, unless there is an answer already. */
    void refuse(HttpRefusal refusal) {
        answer(HttpAnswer.of(refusal));
    }

    @Override
    public boolean isOpen() {
        StreamWriter begun = stream;
        return (begun == null ? answer.get() == null : begun.isOpen()) && state.state() != HttpExchangeState.State.DONE;
    }

    private void answer(HttpAnswer given) {
        boolean first = answer.compareAndSet(null, given);
        if (!first) {
            fail(given, new IllegalStateException("The request has its answer already."));
            return;
        }
        act(state.on(Event.ANSWERED), null);
    }

    /** The request was handled: writes the answer if it is there, else keeps the request until it is. */
    void processed() {
        HttpAnswer given = answer.get();
        if (async == null
                && request.isAsyncSupported()
                && (given == null || given.length() > SMALL || stream != null)) {
            startAsync();
        }
        if (async != null) {
            act(state.on(Event.PROCESSED), null);
        } else {
            answerOnThread();
        }
    }

    /** From now on the thread that waits for this writes the answer, and no other. */
    private CountDownLatch block() {
        CountDownLatch latch = new CountDownLatch(1);
        blocked = latch;
        return latch;
    }

    /** The answer is there, or the container, or a filter, allows nothing but to keep the thread until it is. */
    private void answerOnThread() {
        CountDownLatch latch = block();
        if (state.on(Event.PROCESSED) == Action.NOTHING) {
            try {
                latch.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                act(state.on(Event.FAILED), stopped);
                return;
            }
        }
        writeNow();
    }

    private void act(Action action, @Nullable Throwable cause) {
        switch (action) {
            case NOTHING -> {}
            case WRITE -> write();
            case LOSE -> {
                end();
                tellLost();
            }
            case FAIL -> {
                fail(answer.get(), cause);
                end();
                tellEndOfStream();
            }
            case REJECT -> {
                fail(answer.get(), cause);
                endStream();
            }
            case FINISH -> {
                Completion completion = completion(answer.get());
                if (completion != null) {
                    completion.succeeded();
                }
                end();
                tellEndOfStream();
            }
        }
    }

    private void tellLost() {
        Link lost = link;
        if (lost != null) {
            lost.closed(CloseReason.CONNECTION_LOST);
        }
    }

    /** Of other answers the core knows the end when it knows that they got out. */
    private void tellEndOfStream() {
        if (streams != null) {
            tellLost();
        }
    }

    private void write() {
        CountDownLatch latch = blocked;
        StreamWriter begun = stream;
        if (begun != null) {
            if (UndertowExchange.of(request) != null) {
                UndertowExchange.isolateBuffer(response);
            }
            begun.start();
        } else if (latch != null) {
            latch.countDown();
        } else if (completesUnblocked && given().length() <= SMALL) {
            writeNow();
        } else {
            ResponseWriter starting = new ResponseWriter(response, given(), this, slow, UndertowExchange.of(request));
            writer = starting;
            starting.start();
        }
    }

    private void writeNow() {
        try {
            ResponseWriter.now(response, given());
            written();
        } catch (IOException | IllegalStateException gone) {
            failed(gone);
        }
    }

    private HttpAnswer given() {
        HttpAnswer given = answer.get();
        if (given == null) {
            throw new IllegalStateException("There is no answer to write.");
        }
        return given;
    }

    @Override
    public void written() {
        act(state.on(Event.WRITTEN), null);
    }

    @Override
    public void failed(Throwable cause) {
        act(state.on(Event.FAILED), cause);
    }

    @Override
    public boolean stuck(IOException why) {
        if (state.on(Event.FAILED) != Action.FAIL) {
            return false;
        }
        fail(answer.get(), why);
        if (completesUnblocked && response.isCommitted()) {
            closeOnJetty();
        }
        end();
        tellEndOfStream();
        return true;
    }

    /** Completed, the request would go on waiting until the container's own time is over. */
    private void closeOnJetty() {
        try {
            response.sendError(-1);
        } catch (IOException | IllegalStateException closed) {
            System.getLogger(HttpExchange.class.getName())
                    .log(System.Logger.Level.TRACE, "The container closed the connection", closed);
        }
    }

    private static void fail(@Nullable HttpAnswer given, @Nullable Throwable cause) {
        Completion completion = completion(given);
        if (completion != null) {
            completion.failed(cause == null ? new IOException("The client is gone.") : cause);
        }
    }

    private static @Nullable Completion completion(@Nullable HttpAnswer given) {
        return given == null ? null : given.completion();
    }

    /** Reached once: by whoever brought the state to its end. */
    private void end() {
        atEnd.run();
        ResponseWriter writing = writer;
        if (writing != null) {
            writing.end();
        }
        endStream();
        AsyncContext context = async;
        if (context != null) {
            complete(context);
        }
    }

    private void complete(AsyncContext context) {
        synchronized (completing) {
            if (takenBack) {
                return;
            }
            try {
                context.complete();
            } catch (IllegalStateException ended) {
                // Tomcat ends a request by itself when its client is gone.
                System.getLogger(HttpExchange.class.getName())
                        .log(System.Logger.Level.TRACE, "The container ended the request", ended);
            }
        }
    }

    /** Called by the container's thread before it recycles the request: from here on nobody of ours touches it. */
    private void takenBack() {
        endStream();
        synchronized (completing) {
            takenBack = true;
        }
    }

    private void endStream() {
        StreamWriter begun = stream;
        if (begun != null) {
            begun.end(new IOException("The client is gone."));
        }
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // Nearly always by our own doing: an exception with its stack for each of them would be expensive.
        if (state.state() != HttpExchangeState.State.DONE) {
            failed(new IOException("The container ended the request."));
        }
        takenBack();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        // The core times holds. Tomcat does this to all requests of an application that is about to stop.
        Link held = link;
        if (held != null && state.state() == HttpExchangeState.State.HELD && isReleased(held)) {
            writeNow();
        }
        if (held != null && stream != null) {
            // Its last event is written on this thread, if the client takes it.
            held.release();
        }
        ResponseWriter writing = writer;
        if (writing != null && state.state() == HttpExchangeState.State.WRITING) {
            // The container would have called it next.
            writing.onWritePossible();
        }
        abandoned(new IOException("The container timed the request out."));
        takenBack();
    }

    /** The container takes an answer only from this thread now; who gives it may be another one. */
    private boolean isReleased(Link held) {
        CountDownLatch latch = block();
        held.release();
        if (writer != null) {
            // Somebody began to write before there was somebody to wait for.
            return false;
        }
        try {
            return latch.await(LAST_CALL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        abandoned(event.getThrowable() == null ? new IOException("The request failed.") : event.getThrowable());
        takenBack();
    }

    /** The container gives the request up, as when its process ends, and still lets it be answered. */
    private void abandoned(Throwable cause) {
        Action action = state.on(Event.FAILED);
        if (action == Action.LOSE && !response.isCommitted()) {
            // Empty and successful, it would look like an answer.
            response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
        act(action, cause);
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // Nobody starts it a second time.
    }
}
