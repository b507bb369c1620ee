package dev.halley.cluster.state;

import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState.Key;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What nodes say to each other of their parts: the messages of the package's diagram. The first byte is the kind, the second the
 * version of the wire.
 *
 * <p>Thread-safety: immutable.
 */
sealed interface StateMessage {

    byte WIRE_VERSION = 1;

    /** @return of the life of the part that it is about */
    UUID incarnation();

    byte[] encode();

    /**
     * An owner tells of its part.
     *
     * @param sent the version up to which it has sent the receiver its part before; {@link #NOT_SERVED} if the receiver has not asked
     * @param reply whether the receiver is to tell of its own part
     * @param question that the acknowledgement repeats, so that it is known to be one of now; 0 asks nothing
     */
    record Head(UUID incarnation, long sent, boolean reply, long question) implements StateMessage {

        static final byte KIND = 'H';
        static final long NOT_SERVED = -1;

        public Head {
            require(sent >= NOT_SERVED && question >= 0, "version");
        }

        @Override
        public byte[] encode() {
            return begin(KIND, incarnation, 17)
                    .putLong(sent)
                    .put((byte) (reply ? 1 : 0))
                    .putLong(question)
                    .array();
        }
    }

    /**
     * A receiver asks for what it does not have.
     *
     * @param have the version that it has; 0 if it needs the part as a whole
     */
    record Want(UUID incarnation, long have) implements StateMessage {

        static final byte KIND = 'W';

        public Want {
            require(have >= 0, "version");
        }

        @Override
        public byte[] encode() {
            return begin(KIND, incarnation, 8).putLong(have).array();
        }
    }

    /**
     * An owner sends what has changed after one version, up to another.
     *
     * @param reset whether it belongs to the part as a whole, which is whole at the target: what was not named until then is not there
     * @param from the version that the receiver needs to have; 0 begins a reset
     * @param to the version that it has then
     * @param target that of the reset, else {@code to}
     */
    record Delta(UUID incarnation, boolean reset, long from, long to, long target, List<Entry> entries)
            implements StateMessage {

        static final byte KIND = 'D';
        static final int HEADER = 2 + 16 + 1 + 3 * 8 + 4;

        public Delta {
            require(from >= 0 && from <= to && (reset ? to <= target : to == target), "range of versions");
            entries = List.copyOf(entries);
        }

        @Override
        public byte[] encode() {
            int size = 1 + 3 * 8 + 4 + entries.stream().mapToInt(Entry::size).sum();
            ByteBuffer out = begin(KIND, incarnation, size).put((byte) (reset ? 1 : 0));
            out.putLong(from).putLong(to).putLong(target).putInt(entries.size());
            entries.forEach(entry -> write(out, entry));
            return out.array();
        }

        private static void write(ByteBuffer out, Entry entry) {
            byte[] section = entry.key().section().getBytes(StandardCharsets.UTF_8);
            byte[] name = entry.key().name().getBytes(StandardCharsets.UTF_8);
            byte[] value = entry.value();
            out.putLong(entry.version()).put((byte) (value == null ? 0 : 1));
            out.put((byte) section.length).put(section);
            out.putShort((short) name.length).put(name);
            out.putInt(value == null ? 0 : value.length);
            if (value != null) {
                out.put(value);
            }
        }

        private static Delta read(UUID incarnation, ByteBuffer in) {
            boolean reset = flag(in);
            long from = in.getLong();
            long to = in.getLong();
            long target = in.getLong();
            int count = in.getInt();
            // Before a list of that length is made.
            require(count >= 0 && count <= in.remaining() / Entry.FRAME, "number of entries");
            List<Entry> entries = new ArrayList<>(count);
            String section = "";
            for (int i = 0; i < count; i++) {
                Entry entry = entry(in, section);
                section = entry.key().section();
                require(entry.version() > from && (reset || entry.version() <= to), "version of an entry");
                entries.add(entry);
            }
            return new Delta(incarnation, reset, from, to, target, entries);
        }

        /** @param before the section of the entry before: most have the same, of which one copy is enough */
        private static Entry entry(ByteBuffer in, String before) {
            long version = in.getLong();
            boolean put = flag(in);
            String section = text(in, in.get() & 0xFF);
            require(!section.isEmpty(), "section");
            Key key = new Key(section.equals(before) ? before : section, text(in, in.getShort() & 0xFFFF));
            byte[] value = bytes(in, in.getInt());
            require(put || value.length == 0, "removal");
            return put ? Entry.put(key, version, value) : Entry.removal(key, version);
        }
    }

    /**
     * A receiver tells the version that it has, or how far it is in a reset.
     *
     * @param answer to a question; 0 if there was none
     */
    record Ack(UUID incarnation, long version, long answer) implements StateMessage {

        static final byte KIND = 'A';

        public Ack {
            require(version >= 0 && answer >= 0, "version");
        }

        @Override
        public byte[] encode() {
            return begin(KIND, incarnation, 16).putLong(version).putLong(answer).array();
        }
    }

    /** @throws IllegalArgumentException if it is not what {@link #encode} makes */
    static StateMessage decode(byte[] message) {
        try {
            ByteBuffer in = ByteBuffer.wrap(message);
            byte kind = in.get();
            require(in.get() == WIRE_VERSION, "version of the wire");
            StateMessage decoded = decode(kind, new UUID(in.getLong(), in.getLong()), in);
            require(!in.hasRemaining(), "length");
            return decoded;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("A message of a node's state ends too early.", e);
        } catch (ClusterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static StateMessage decode(byte kind, UUID incarnation, ByteBuffer in) {
        return switch (kind) {
            case Head.KIND -> new Head(incarnation, in.getLong(), flag(in), in.getLong());
            case Want.KIND -> new Want(incarnation, in.getLong());
            case Delta.KIND -> Delta.read(incarnation, in);
            case Ack.KIND -> new Ack(incarnation, in.getLong(), in.getLong());
            default -> throw new IllegalArgumentException("A message of a node's state has an unknown kind.");
        };
    }

    private static ByteBuffer begin(byte kind, UUID incarnation, int more) {
        return ByteBuffer.allocate(2 + 16 + more)
                .put(kind)
                .put(WIRE_VERSION)
                .putLong(incarnation.getMostSignificantBits())
                .putLong(incarnation.getLeastSignificantBits());
    }

    private static boolean flag(ByteBuffer in) {
        byte flag = in.get();
        require(flag == 0 || flag == 1, "flag");
        return flag == 1;
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        require(length >= 0 && length <= in.remaining(), "length");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String text(ByteBuffer in, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(in, length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("A message of a node's state has a key that is not UTF-8.", e);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("A message of a node's state has a wrong " + what + ".");
        }
    }
}
