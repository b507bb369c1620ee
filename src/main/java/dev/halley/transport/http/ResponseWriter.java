package dev.halley.transport.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer piece by piece, whenever the container can take one without blocking, as long as the client takes what is
 * written.
 *
 * <p>Thread-safety: confined to the container's callbacks, which come one at a time, but for {@link SlowClients}' questions and
 * {@link #end}.
 */
final class ResponseWriter implements WriteListener, SlowClients.Writing {

    private final HttpServletResponse response;
    private final HttpAnswer answer;
    private final Outcome outcome;
    private final SlowClients slow;
    private final @Nullable UndertowExchange undertow;
    private @Nullable ServletOutputStream out;
    private final BodyParts body;
    private volatile boolean ended;

    /** Told how it ended, possibly more than once. */
    interface Outcome {

        void written();

        void failed(Throwable cause);

        /** The client took nothing for too long. @return whether that ended it */
        boolean stuck(IOException why);
    }

    /** @param undertow the request as that container has it; null in another one */
    ResponseWriter(
            HttpServletResponse response,
            HttpAnswer answer,
            Outcome outcome,
            SlowClients slow,
            @Nullable UndertowExchange undertow) {
        this.response = response;
        this.answer = answer;
        this.body = new BodyParts(answer.pieces());
        this.outcome = outcome;
        this.slow = slow;
        this.undertow = undertow;
    }

    /** Begins to write on a request that is asynchronous. Returns without waiting. */
    void start() {
        slow.add(this);
        try {
            answer.head(response);
            response.setContentLengthLong(answer.length());
            ServletOutputStream stream = response.getOutputStream();
            out = stream;
            stream.setWriteListener(this);
        } catch (IOException | IllegalStateException gone) {
            outcome.failed(gone);
        }
    }

    /** Writes on the request's own thread; blocks only if the answer is larger than the container's buffer. */
    static void now(HttpServletResponse response, HttpAnswer answer) throws IOException {
        answer.head(response);
        // No length is set: the container does when it finds the whole body in its buffer. Given the length, some flush
        // the last byte at once, and block where they would not have to.
        ServletOutputStream out = response.getOutputStream();
        for (byte[] piece : answer.pieces()) {
            out.write(piece);
        }
    }

    @Override
    public void onWritePossible() {
        ServletOutputStream stream = out;
        try {
            while (stream != null && stream.isReady()) {
                if (!body.hasNext()) {
                    outcome.written();
                    return;
                }
                body.writeTo(stream);
                if (undertow != null && !body.hasNext()) {
                    // It has the whole body, and calls nobody when that has gone.
                    outcome.written();
                    return;
                }
            }
        } catch (IOException | IllegalStateException gone) {
            outcome.failed(gone);
        }
    }

    @Override
    public void onError(Throwable cause) {
        outcome.failed(cause);
    }

    /** Nothing more is written: the rest of the answer is let go, but for a part that the container has. */
    void end() {
        ended = true;
        body.drop();
        if (isOver()) {
            slow.remove(this);
        }
    }

    @Override
    public boolean isOver() {
        return ended && (undertow == null || undertow.isResponseComplete());
    }

    @Override
    public boolean hasMoved() {
        return body.hasMoved();
    }

    @Override
    public boolean stuck(IOException why) {
        boolean given = outcome.stuck(why);
        if (undertow != null && !undertow.isResponseComplete()) {
            undertow.closeConnection();
            given = true;
        }
        return given;
    }
}
