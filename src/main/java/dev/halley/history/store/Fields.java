package dev.halley.history.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Numbers and texts in records. Thread-safety: has no state. */
final class Fields {

    private Fields() {}

    /** Writes a number of 0 or more in as few bytes as it needs, the lowest seven bits first; 9 at most. */
    static void putNumber(ByteBuffer into, long number) {
        long rest = number;
        while (rest > 0x7F) {
            into.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        into.put((byte) rest);
    }

    static long number(ByteBuffer from) {
        long number = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte next = from.get();
            number |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IllegalArgumentException("A number has more than 9 bytes.");
    }

    static int small(ByteBuffer from) {
        return Math.toIntExact(number(from));
    }

    static void putText(ByteBuffer into, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putNumber(into, bytes.length);
        into.put(bytes);
    }

    static String text(ByteBuffer from) {
        return new String(bytes(from, small(from)), StandardCharsets.UTF_8);
    }

    static byte[] bytes(ByteBuffer from, int count) {
        if (count > from.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[count];
        from.get(bytes);
        return bytes;
    }

    /** @return how many bytes a text takes at most */
    static int most(String text) {
        return 5 + 3 * text.length();
    }
}
