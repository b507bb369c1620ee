package dev.halley.benchmark.bayeux;

import java.nio.charset.StandardCharsets;

/**
 * What a publish carries: which message of which stream it is, and when it was, or should have been, sent.
 *
 * <p>A string of fixed length inside an object: {@code {"m":"#0007:0000000042:0001234567890123456:xxx"}}, so that it comes
 * through servers that parse and write data anew.
 *
 * <p>Thread-safety: immutable.
 */
public final class Payload {

    /** Starts every payload, and is in no other string of the load. */
    static final byte MARK = '#';

    /** What the numbers take. */
    private static final int NUMBERS = 1 + 4 + 1 + 10 + 1 + 19 + 1;

    /** What is around the string in the data. */
    private static final int AROUND = "{\"m\":\"\"}".length();

    private final int length;
    private final String rest;

    /**
     * @param size size of the data, in bytes
     * @throws IllegalArgumentException if that is too small for the numbers
     */
    public Payload(int size) {
        if (size < AROUND + NUMBERS) {
            throw new IllegalArgumentException("A payload has at least " + (AROUND + NUMBERS) + " bytes, not " + size);
        }
        length = size - AROUND;
        rest = "x".repeat(length - NUMBERS);
    }

    int length() {
        return length;
    }

    /**
     * What a payload says.
     *
     * @param stream the room, from 0 to 9,999
     * @param number of the message within its stream, from 0
     * @param nanos when it was to be sent, by {@link System#nanoTime}
     */
    public record Numbers(int stream, int number, long nanos) {}

    /** The data of one message, as JSON. */
    void append(StringBuilder json, Numbers numbers) {
        json.append("{\"m\":\"").append((char) MARK);
        digits(json, numbers.stream, 4);
        json.append(':');
        digits(json, numbers.number, 10);
        json.append(':');
        digits(json, numbers.nanos, 19);
        json.append(':').append(rest).append("\"}");
    }

    static int stream(byte[] bytes, int at) {
        return (int) number(bytes, at + 1, 4);
    }

    static int number(byte[] bytes, int at) {
        return (int) number(bytes, at + 6, 10);
    }

    static long nanos(byte[] bytes, int at) {
        return number(bytes, at + 17, 19);
    }

    private static void digits(StringBuilder json, long value, int digits) {
        String text = Long.toString(value);
        json.append("0".repeat(digits - text.length())).append(text);
    }

    private static long number(byte[] bytes, int from, int digits) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }

    static byte[] utf8(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }
}
