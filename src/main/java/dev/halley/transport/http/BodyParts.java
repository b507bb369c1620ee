package dev.halley.transport.http;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;

/**
 * What is written of a response's body, part by part, so that a slow client is seen to take it.
 *
 * <p>Thread-safety: confined to one writer at a time, but for {@link #drop} and {@link #hasMoved}, which is the timer's.
 */
final class BodyParts {

    /** So much is written at once of a larger piece. */
    private static final int PART = 65_536;

    private volatile Iterator<byte[]> pieces;
    private byte[] piece = {};
    private int offset;
    /** Grows with each part. */
    private volatile int written;
    /** As {@link #written} was when it was last asked for. */
    private int seen = -1;

    BodyParts(Iterable<byte[]> first) {
        pieces = first.iterator();
    }

    /** These follow, when all before them are written. */
    void add(Iterable<byte[]> next) {
        pieces = next.iterator();
    }

    /** Nothing more is written. */
    void drop() {
        pieces = Collections.emptyIterator();
    }

    boolean hasNext() {
        while (offset == piece.length && pieces.hasNext()) {
            piece = pieces.next();
            offset = 0;
        }
        return offset < piece.length;
    }

    /** Writes the next part, which there is. */
    void writeTo(ServletOutputStream out) throws IOException {
        int length = Math.min(PART, piece.length - offset);
        out.write(piece, offset, length);
        offset += length;
        written++;
    }

    /** @return whether something was written since this was last asked */
    boolean hasMoved() {
        int now = written;
        boolean moved = now != seen;
        seen = now;
        return moved;
    }
}
