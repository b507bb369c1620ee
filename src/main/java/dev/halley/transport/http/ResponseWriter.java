package dev.halley.transport.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Iterator;

/**
 * Writes an answer piece by piece, whenever the container can take one without blocking.
 *
 * <p>Thread-safety: confined to the container's callbacks, which come one at a time.
 */
final class ResponseWriter implements WriteListener {

    private final ServletOutputStream out;
    private final Iterator<byte[]> pieces;
    private final Outcome outcome;

    /** Told how it ended, possibly more than once. */
    interface Outcome {

        void written();

        void failed(Throwable cause);
    }

    private ResponseWriter(ServletOutputStream out, HttpAnswer answer, Outcome outcome) {
        this.out = out;
        this.pieces = answer.pieces().iterator();
        this.outcome = outcome;
    }

    /** Begins to write on a request that is asynchronous. Returns without waiting. */
    static void start(HttpServletResponse response, HttpAnswer answer, Outcome outcome) {
        try {
            answer.head(response);
            response.setContentLengthLong(answer.length());
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new ResponseWriter(out, answer, outcome));
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
        try {
            while (out.isReady()) {
                if (!pieces.hasNext()) {
                    outcome.written();
                    return;
                }
                out.write(pieces.next());
            }
        } catch (IOException | IllegalStateException gone) {
            outcome.failed(gone);
        }
    }

    @Override
    public void onError(Throwable cause) {
        outcome.failed(cause);
    }
}
