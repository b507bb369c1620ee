package dev.halley.cluster.state;

import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState.Key;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of a key, as of a version of its part.
 *
 * <p>Thread-safety: immutable.
 *
 * @param value is absent when the key was removed
 * @param size on the wire, in bytes
 */
record Entry(Key key, long version, byte @Nullable [] value, int size) {

    /** What an entry takes besides its section, name and value: the version, a flag and three lengths. */
    static final int FRAME = 8 + 1 + 1 + 2 + 4;

    static final int MAX_SECTION = 0xFF;
    static final int MAX_NAME = 0xFFFF;

    static Entry put(Key key, long version, byte[] value) {
        return new Entry(key, version, value, size(key, value));
    }

    static Entry removal(Key key, long version) {
        return new Entry(key, version, null, size(key, new byte[0]));
    }

    boolean isRemoval() {
        return value == null;
    }

    /** @throws ClusterException if it cannot be sent */
    static int size(Key key, byte[] value) {
        int section = utf8Length(key.section());
        int name = utf8Length(key.name());
        if (section < 0 || name < 0) {
            throw new ClusterException(
                    "A key of a node's state is not valid Unicode: half of a surrogate pair is missing.");
        }
        require(section, MAX_SECTION, "The section of a key");
        require(name, MAX_NAME, "The name of a key");
        // A long: the lengths of names and a value add up to more than an int has.
        long size = (long) FRAME + section + name + value.length;
        require(size, StateLimits.MAX_ENTRY, "An entry");
        return (int) size;
    }

    private static void require(long length, int most, String what) {
        if (length > most) {
            throw new ClusterException(what + " of a node's state has at most " + most + " bytes, not " + length + ".");
        }
    }

    /** @return -1 if it cannot be written and read again */
    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (c < 0x800) {
                length += 2;
            } else if (!Character.isSurrogate(c)) {
                length += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                return -1;
            }
        }
        return length;
    }
}
