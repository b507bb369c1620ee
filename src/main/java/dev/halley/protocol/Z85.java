package dev.halley.protocol;

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
    private static final long LARGEST_GROUP = 0xFFFF_FFFFL;
    private static final long LARGEST_DIVISOR = (long) BASE * BASE * BASE * BASE;
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
            for (int i = 0; i < GROUP; i++) {
                // Bytes that are missing at the end count as zeros; their characters are left out.
                value = value << Byte.SIZE | (i < count ? bytes[begin + i] & 0xFF : 0);
            }
            append(text, value, count + 1);
        }
        return text.toString();
    }

    private static void append(StringBuilder text, long value, int digits) {
        long divisor = LARGEST_DIVISOR;
        for (int i = 0; i < digits; i++) {
            text.append(ALPHABET.charAt((int) (value / divisor % BASE)));
            divisor /= BASE;
        }
    }

    /** @throws IllegalArgumentException if the text is of no bytes */
    static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int begin = 0; begin < text.length(); begin += GROUP + 1) {
            int count = Math.min(GROUP + 1, text.length() - begin) - 1;
            long value = 0;
            for (int i = 0; i <= GROUP; i++) {
                // What was left out at the end lies between the smallest and this, the largest digit.
                value = value * BASE + (i <= count ? valueOf(text.charAt(begin + i)) : BASE - 1);
            }
            if (count == 0 || value > LARGEST_GROUP) {
                throw new IllegalArgumentException("The text is not Z85: a group is too short or too large.");
            }
            for (int i = 1; i <= count; i++) {
                bytes.write((int) (value >>> (GROUP - i) * Byte.SIZE));
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
