package dev.halley.benchmark.bayeux;

import java.nio.charset.StandardCharsets;

/**
 * Cuts an array of Bayeux messages into its messages, and looks at no more of them than it must.
 *
 * <p>Thread-safety: immutable.
 */
final class Splitter {

    /** What an array of messages holds. */
    interface Handler {
        /** An event of a {@link Payload}, which starts at the given index. */
        void event(byte[] bytes, int payload);

        /** Any other message. */
        void reply(String json);
    }

    private final int payloadLength;

    /** @param payloadLength length of every payload, in bytes: they are jumped over */
    Splitter(int payloadLength) {
        this.payloadLength = payloadLength;
    }

    void split(byte[] bytes, int from, int to, Handler handler) {
        int depth = 0;
        int start = from;
        int payload = -1;
        for (int i = from; i < to; i++) {
            switch (bytes[i]) {
                case '{' -> {
                    if (depth++ == 0) {
                        start = i;
                        payload = -1;
                    }
                }
                case '}' -> {
                    if (--depth == 0) {
                        tell(bytes, start, i + 1, payload, handler);
                    }
                }
                case Payload.MARK -> {
                    payload = i;
                    // On to the quote that ends it.
                    i += payloadLength;
                }
                case '"' -> {
                    if (bytes[i + 1] != Payload.MARK) {
                        i = endOfString(bytes, i + 1, to);
                    }
                }
                default -> {
                    // Commas, colons, numbers: nothing that nests.
                }
            }
        }
    }

    private static void tell(byte[] bytes, int start, int end, int payload, Handler handler) {
        if (payload >= 0) {
            handler.event(bytes, payload);
        } else {
            handler.reply(new String(bytes, start, end - start, StandardCharsets.UTF_8));
        }
    }

    private static int endOfString(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != '"') {
            i += bytes[i] == '\\' ? 2 : 1;
        }
        return i;
    }
}
