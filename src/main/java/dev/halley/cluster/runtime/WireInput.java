package dev.halley.cluster.runtime;

import dev.halley.json.JsonText;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of a message from another node: numbers in network byte order, texts in UTF-8 behind their length. Whatever the bytes
 * are, it takes no more memory than they do, and a field that is none is an {@link IllegalArgumentException}.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class WireInput {

    private final String what;
    private final ByteBuffer in;

    private WireInput(String what, byte[] bytes) {
        this.what = what;
        in = ByteBuffer.wrap(bytes);
    }

    /**
     * @param what is read, as the subject of a sentence, for what an exception says
     * @param read reads the whole message
     * @throws IllegalArgumentException if it ends too early or too late, or has a field that is none; the message says which
     */
    public static <T> T read(String what, byte[] bytes, Function<WireInput, T> read) {
        try {
            WireInput input = new WireInput(what, bytes);
            T message = read.apply(input);
            input.require(!input.in.hasRemaining(), "something behind its end");
            return message;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException(what + " ends too early.", e);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(what + " has a text that is none: " + e.getMessage(), e);
        }
    }

    /** @param fault what it has where the condition does not hold, as the object of a sentence */
    public void require(boolean holds, String fault) {
        if (!holds) {
            throw new IllegalArgumentException(what + " has " + fault + ".");
        }
    }

    public int octet() {
        return in.get() & 0xFF;
    }

    public boolean flag() {
        int value = octet();
        require(value <= 1, "a flag that is none");
        return value == 1;
    }

    public int shortNumber() {
        return in.getShort();
    }

    public int number() {
        return in.getInt();
    }

    public long longNumber() {
        return in.getLong();
    }

    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        in.get(bytes);
        return bytes;
    }

    private int length() {
        int length = number();
        require(length >= 0 && length <= in.remaining(), "an illegal length");
        return length;
    }

    public String text() {
        int length = length();
        String text = JsonText.decodeUtf8(in.array(), in.position(), length);
        in.position(in.position() + length);
        return text;
    }

    /** @return JSON that is checked, and not parsed */
    public RawJson json() {
        return RawJson.parse(text());
    }

    public <T> @Nullable T optional(Supplier<T> read) {
        return flag() ? read.get() : null;
    }

    public @Nullable String optionalText() {
        return optional(this::text);
    }

    /** @param read each takes a byte at least */
    public <T> List<T> list(Supplier<T> read) {
        return list(Integer.MAX_VALUE, read);
    }

    /** @param most how many there may be. @param read each takes a byte at least */
    public <T> List<T> list(int most, Supplier<T> read) {
        int count = number();
        require(count >= 0 && count <= Math.min(most, in.remaining()), "an illegal number of values");
        List<T> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(read.get());
        }
        return List.copyOf(values);
    }

    /** @return the constant whose ordinal comes next */
    public <E extends Enum<E>> E constant(E[] constants) {
        int ordinal = octet();
        require(ordinal < constants.length, "an unknown constant");
        return constants[ordinal];
    }
}
