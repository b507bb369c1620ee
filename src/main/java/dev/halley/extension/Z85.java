package dev.halley.extension;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Bytes as text in the alphabet of ZeroMQ's RFC 32, four bytes in five characters; the one to three bytes that are left at
 * the end in one character more than they are.
 *
 * <p>Thread-safety: stateless.
 */
final class Z85 {

    private static final String ALPHABET =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private static final int BASE = ALPHABET.length();
    private static final int GROUP = 4;
    private static final byte[] VALUES = values();

    private Z85() {}

    private static byte[] values() {
        byte[] values = new byte[Byte.MAX_VALUE + 1];
        Arrays.fill(values, (byte) -1);
        for (int i = 0; i < BASE; i++) {
            values[ALPHABET.charAt(i)] = (byte) i;
        }
        return values;
    }

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length / GROUP * (GROUP + 1) + GROUP + 1);
        for (int begin = 0; begin < bytes.length; begin += GROUP) {
            int count = Math.min(GROUP, bytes.length - begin);
            long value = 0;
            for (int i = 0; i < count; i++) {
                value = value << Byte.SIZE | bytes[begin + i] & 0xFF;
            }
            long divisor = 1;
            for (int i = 0; i < count; i++) {
                divisor *= BASE;
            }
            for (; divisor > 0; divisor /= BASE) {
                text.append(ALPHABET.charAt((int) (value / divisor % BASE)));
            }
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is not what {@link #encode} makes */
    static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int begin = 0; begin < text.length(); begin += GROUP + 1) {
            int count = Math.min(GROUP + 1, text.length() - begin) - 1;
            long value = 0;
            for (int i = 0; i <= count; i++) {
                value = value * BASE + valueOf(text.charAt(begin + i));
            }
            if (count == 0 || value >>> count * Byte.SIZE != 0) {
                throw new IllegalArgumentException("The text is not Z85: its last group is too short or too large.");
            }
            for (int i = count - 1; i >= 0; i--) {
                bytes.write((int) (value >>> i * Byte.SIZE));
            }
        }
        return bytes.toByteArray();
    }

    private static int valueOf(char digit) {
        int value = digit < VALUES.length ? VALUES[digit] : -1;
        if (value < 0) {
            throw new IllegalArgumentException("The text is not Z85: it has a character outside of the alphabet.");
        }
        return value;
    }
}
