package dev.halley.benchmark.net;

import java.util.Arrays;

/**
 * The body of a response that is a stream of server-sent events, each with all its data in one line.
 *
 * <p>What comes in chunks is told by chunks, unless an event takes several: nobody looks at the bytes in between. What comes
 * until the connection ends is told by lines.
 *
 * <p>Thread-safety: confined to its loop's thread.
 */
final class EventStream {

    private static final byte[] NOTHING = {};

    private final boolean chunked;
    private final HttpClient.Events events;
    /** What has come of an event that takes several chunks. */
    private byte[] half = NOTHING;

    /** Whether the chunk without bytes has come, which is the last; a break is behind it. */
    private boolean last;

    private boolean over;

    /** @param chunked whether the body is in chunks; it ends with the connection otherwise */
    EventStream(boolean chunked, HttpClient.Events events) {
        this.chunked = chunked;
        this.events = events;
    }

    /** @return whether the last chunk has been taken */
    boolean isOver() {
        return over;
    }

    /** @return up to where the bytes have been taken, as {@link Connection#take} */
    int take(byte[] bytes, int from, int to) {
        return chunked ? takeChunk(bytes, from, to) : takeLine(bytes, from, to);
    }

    private int takeChunk(byte[] bytes, int from, int to) {
        int start = endOfLine(bytes, from, to);
        if (start < 0) {
            return from;
        }
        if (bytes[from] == '\r') {
            // The break behind a chunk: Jetty sends it with the next one, so nobody waits for it.
            over = last;
            return start;
        }
        int end = start + length(bytes, from);
        if (end > to) {
            return from;
        }
        if (end == start) {
            last = true;
        } else {
            chunk(bytes, start, end);
        }
        return end;
    }

    private void chunk(byte[] bytes, int start, int end) {
        boolean whole = bytes[end - 1] == '\n';
        if (whole && half.length == 0) {
            tell(bytes, start, end);
            return;
        }
        int length = half.length;
        half = Arrays.copyOf(half, length + end - start);
        System.arraycopy(bytes, start, half, length, end - start);
        if (whole) {
            byte[] event = half;
            half = NOTHING;
            tell(event, 0, event.length);
        }
    }

    private int takeLine(byte[] bytes, int from, int to) {
        int end = endOfLine(bytes, from, to);
        if (end < 0) {
            return from;
        }
        tell(bytes, from, end);
        return end;
    }

    /** Comments, empty lines and other fields are left out where they come first, or alone. */
    private void tell(byte[] bytes, int from, int to) {
        int data = from;
        while (data < to && bytes[data] != 'd') {
            data = endOfLine(bytes, data, to);
        }
        if (data < to) {
            events.message(bytes, data, to);
        }
    }

    /** @return behind the line break; negative if there is none yet */
    private static int endOfLine(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /** @return the hexadecimal number; extensions behind it are left out */
    private static int length(byte[] bytes, int from) {
        int length = 0;
        for (int i = from; Character.digit(bytes[i], 16) >= 0; i++) {
            length = 16 * length + Character.digit(bytes[i], 16);
        }
        return length;
    }
}
