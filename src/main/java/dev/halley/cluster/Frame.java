package dev.halley.cluster;

import dev.halley.spi.Cluster;
import dev.halley.spi.Cluster.Traffic;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One message of ours between two nodes. Several go in one message of the channel's, behind a byte for its kind and one for the
 * version of its form.
 *
 * @param number pairs an answer with its question; for plain messages that of the view they were sent in
 * @param creator who made that view
 */
record Frame(Type type, Traffic traffic, long number, UUID creator, byte[] bytes) {

    /** What a frame is. */
    enum Type {
        MESSAGE,
        QUESTION,
        ANSWER,
        REFUSAL,
        /** Its sender leaves once this is answered. */
        GOODBYE
    }

    /** What a message of the channel's begins with. */
    static final byte KIND = 'F';

    private static final byte VERSION = 1;

    /** How much is sent in one message of the channel's, unless one frame is longer. */
    static final int BATCH = 30_000;

    static final int HEAD = 1 + 1 + 8 + 16 + 4;

    static final UUID NOBODY = new UUID(0, 0);

    private static final Type[] TYPES = Type.values();
    private static final Traffic[] TRAFFIC = Traffic.values();

    /** @throws IllegalArgumentException if it is longer than a message between nodes may be */
    static void checkLength(byte[] bytes) {
        if (bytes.length > Cluster.MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "A message between nodes has at most " + Cluster.MAX_LENGTH + " bytes, not " + bytes.length + ".");
        }
    }

    /** Whether it may be lost. */
    boolean isPlain() {
        return type == Type.MESSAGE && traffic == Traffic.PLAIN;
    }

    /** Whether it belongs to the state, whose window bounds what is under way: it needs no other flow control. */
    boolean isState() {
        return type == Type.MESSAGE && traffic == Traffic.STATE;
    }

    int length() {
        return HEAD + bytes.length;
    }

    /** @return that of all of them */
    static int length(List<Frame> frames) {
        int length = 0;
        for (Frame frame : frames) {
            length += frame.length();
        }
        return length;
    }

    static byte[] encode(List<Frame> frames) {
        ByteBuffer out = ByteBuffer.allocate(2 + length(frames));
        out.put(KIND).put(VERSION);
        for (Frame frame : frames) {
            out.put((byte) frame.type.ordinal())
                    .put((byte) frame.traffic.ordinal())
                    .putLong(frame.number);
            out.putLong(frame.creator.getMostSignificantBits()).putLong(frame.creator.getLeastSignificantBits());
            out.putInt(frame.bytes.length).put(frame.bytes);
        }
        return out.array();
    }

    /** @throws IllegalArgumentException if it is not what {@link #encode} makes */
    static List<Frame> decode(byte[] message, int offset, int length) {
        try {
            ByteBuffer in = ByteBuffer.wrap(message, offset, length);
            require(in.get() == KIND, "kind");
            require(in.get() == VERSION, "version");
            List<Frame> frames = new ArrayList<>();
            while (in.hasRemaining()) {
                frames.add(next(in));
            }
            return frames;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A message between nodes ends too early.", e);
        }
    }

    private static Frame next(ByteBuffer in) {
        int type = in.get();
        int traffic = in.get();
        require(type >= 0 && type < TYPES.length, "type");
        require(traffic >= 0 && traffic < TRAFFIC.length, "traffic");
        long number = in.getLong();
        UUID creator = new UUID(in.getLong(), in.getLong());
        int size = in.getInt();
        require(size >= 0 && size <= in.remaining(), "length");
        byte[] bytes = new byte[size];
        in.get(bytes);
        return new Frame(TYPES[type], TRAFFIC[traffic], number, creator, bytes);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("A message between nodes has an unknown " + what + ".");
        }
    }
}
