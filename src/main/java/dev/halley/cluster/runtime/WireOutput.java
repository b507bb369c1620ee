package dev.halley.cluster.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
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

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    public WireOutput octet(int value) {
        out.write(value);
        return this;
    }

    public WireOutput flag(boolean value) {
        return octet(value ? 1 : 0);
    }

    public WireOutput number(int value) {
        return octet(value >>> 24).octet(value >>> 16).octet(value >>> 8).octet(value);
    }

    public WireOutput number(long value) {
        return number((int) (value >>> 32)).number((int) value);
    }

    public WireOutput bytes(byte[] bytes) {
        number(bytes.length);
        out.writeBytes(bytes);
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
        return out.toByteArray();
    }
}
