package dev.halley.cluster.gateway;

import dev.halley.json.JsonText;
import dev.halley.json.MalformedJsonException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a message from another node. Whatever the bytes are, it takes no more memory than they do, and a field that is
 * none is an {@link IllegalArgumentException}.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class WireInput {

    private final ByteBuffer in;

    private WireInput(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /**
     * @param read reads the whole message
     * @throws IllegalArgumentException if it ends too early or too late, or has a field that is none; the message says which
     */
    static <T> T read(byte[] bytes, Function<WireInput, T> read) {
        try {
            WireInput input = new WireInput(bytes);
            T message = read.apply(input);
            require(!input.in.hasRemaining(), "something behind its end");
            return message;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A message of a forwarded client ends too early.", e);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(
                    "A message of a forwarded client has a text that is none: " + e.getMessage(), e);
        }
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("A message of a forwarded client has " + what + ".");
        }
    }

    int octet() {
        return in.get() & 0xFF;
    }

    boolean flag() {
        int value = octet();
        require(value <= 1, "a flag that is none");
        return value == 1;
    }

    int number() {
        return in.getInt();
    }

    long longNumber() {
        return in.getLong();
    }

    byte[] bytes() {
        byte[] bytes = new byte[length()];
        in.get(bytes);
        return bytes;
    }

    private int length() {
        int length = number();
        require(length >= 0 && length <= in.remaining(), "an illegal length");
        return length;
    }

    String text() {
        int length = length();
        String text = JsonText.decodeUtf8(in.array(), in.position(), length);
        in.position(in.position() + length);
        return text;
    }

    <T> @Nullable T optional(Supplier<T> read) {
        return flag() ? read.get() : null;
    }

    @Nullable String optionalText() {
        return optional(this::text);
    }

    /** @param read each takes a byte at least */
    <T> List<T> list(Supplier<T> read) {
        int count = number();
        require(count >= 0 && count <= in.remaining(), "an illegal number of values");
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(read.get());
        }
        return List.copyOf(values);
    }

    /** @return the constant whose ordinal comes next */
    <E extends Enum<E>> E constant(E[] constants) {
        int ordinal = octet();
        require(ordinal < constants.length, "an unknown constant");
        return constants[ordinal];
    }
}
