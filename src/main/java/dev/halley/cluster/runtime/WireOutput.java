package dev.halley.cluster.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a message between nodes one after the other; {@link WireInput} reads them.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class WireOutput {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] out = new byte[256];
    private int length;

    public WireOutput octet(int value) {
        int at = grow(1);
        out[at] = (byte) value;
        return this;
    }

    /** @return where there is room for so many bytes, which are taken */
    private int grow(int more) {
        int at = length;
        length = Math.addExact(at, more);
        if (length > out.length) {
            out = Arrays.copyOf(out, (int) Math.min(Integer.MAX_VALUE - 8L, Math.max(length, 2L * out.length)));
        }
        return at;
    }

    public WireOutput flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    public WireOutput number(int value) {
        int at = grow(Integer.BYTES);
        INTS.set(out, at, value);
        return this;
    }

    public WireOutput number(long value) {
        int at = grow(Long.BYTES);
        LONGS.set(out, at, value);
        return this;
    }

    public WireOutput bytes(byte[] bytes) {
        number(bytes.length);
        int at = grow(bytes.length);
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return this;
    }

    public WireOutput text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param write called where there is a value */
    public <T> WireOutput optional(@Nullable T value, BiConsumer<WireOutput, T> write) {
        flag(value != null);
        if (value != null) {
            write.accept(this, value);
        }
        return this;
    }

    public WireOutput optionalText(@Nullable String text) {
        return optional(text, WireOutput::text);
    }

    public <T> WireOutput list(Collection<T> values, Consumer<T> write) {
        number(values.size());
        values.forEach(write);
        return this;
    }

    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }
}
