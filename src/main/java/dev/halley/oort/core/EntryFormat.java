package dev.halley.oort.core;

import dev.halley.cluster.runtime.WireInput;
import dev.halley.cluster.runtime.WireOutput;
import java.nio.charset.StandardCharsets;

/**
 * How the entries of something shared travel: the key as a text, the value behind the version of the format and the kind of what it is an
 * entry of.
 *
 * <p>Thread-safety: immutable.
 */
record EntryFormat<K, V>(SharedKind kind, TextFormat<K> keys, TextFormat<V> values, SharedLimits limits) {

    private static final int VERSION = 1;

    /** What another node has written, as this one understands it. */
    record Bound<K, V>(K key, V value) {}

    /**
     * @return the name of the entry with that key
     * @throws IllegalArgumentException if it cannot be one; the message says why
     */
    String name(K key) {
        String name = keys.write().apply(key);
        if (name.length() > limits.key()) {
            throw new IllegalArgumentException(
                    "A key has at most " + limits.key() + " characters, not " + name.length() + ".");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("A key is not valid Unicode: half of a surrogate pair is missing.");
        }
        return name;
    }

    /**
     * @return what travels
     * @throws IllegalArgumentException if it cannot be shared; the message says why
     */
    byte[] write(V value) {
        String text = values.write().apply(value);
        byte[] bytes =
                new WireOutput().octet(VERSION).octet(kind.ordinal()).text(text).toBytes();
        if (bytes.length > limits.value()) {
            throw new IllegalArgumentException(
                    "A value has at most " + limits.value() + " bytes, not " + bytes.length + ".");
        }
        // What this node cannot read no node can.
        values.read().apply(text);
        return bytes;
    }

    /** @throws IllegalArgumentException if it is of another kind or type; the message says why */
    Bound<K, V> read(String name, byte[] bytes) {
        String text = WireInput.read("The value", bytes, in -> {
            int version = in.octet();
            in.require(version == VERSION, "the version " + version + ", which this node does not know");
            SharedKind other = in.constant(SharedKind.values());
            in.require(
                    other == kind,
                    "been put into an " + other.type() + ", and here the name is that of an " + kind.type());
            return in.text();
        });
        K key = keys.read().apply(name);
        if (!keys.write().apply(key).equals(name)) {
            throw new IllegalArgumentException("The key \"" + name + "\" is another one on this node.");
        }
        return new Bound<>(key, values.read().apply(text));
    }
}
