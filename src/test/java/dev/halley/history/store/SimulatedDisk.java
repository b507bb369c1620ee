package dev.halley.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory that knows what was forced to the disk, and that can fail from any operation on.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SimulatedDisk implements StoreDirectory {

    private static final AtomicInteger IDENTITIES = new AtomicInteger();

    private final Map<String, Content> names = new TreeMap<>();
    private final Map<String, Content> forcedNames = new TreeMap<>();
    private long operations;
    private long failsAt = Long.MAX_VALUE;
    private String failure = "the process was killed";
    private @Nullable Error broken;

    /** What a file has; the same object is the same file, whatever it is called. */
    private static final class Content {
        private final int identity;
        private byte[] bytes = {};
        private byte[] forced = {};

        Content(int identity) {
            this.identity = identity;
        }

        Content copy(byte[] of) {
            Content copy = new Content(identity);
            copy.bytes = of.clone();
            copy.forced = copy.bytes;
            return copy;
        }
    }

    /** From now on so many operations succeed, and none after them; of a write that fails, half is written. */
    synchronized void failAfter(long count, String why) {
        failsAt = operations + count;
        failure = why;
    }

    /** From now on each operation breaks by an error of the machine's. */
    synchronized void breakBy(Error error) {
        broken = error;
    }

    synchronized long operations() {
        return operations;
    }

    private void operate() throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (operations++ >= failsAt) {
            throw new IOException(failure);
        }
    }

    /** @return what another process finds when this one has died */
    synchronized SimulatedDisk afterDeath() {
        SimulatedDisk disk = new SimulatedDisk();
        names.forEach((name, content) -> disk.put(name, content.copy(content.bytes)));
        return disk;
    }

    /** @param kept says how many of the bytes of a file that were not forced are there all the same */
    synchronized SimulatedDisk afterPowerCut(IntUnaryOperator kept) {
        SimulatedDisk disk = new SimulatedDisk();
        forcedNames.forEach((name, content) -> {
            int forced = content.forced.length;
            int more = Math.max(0, content.bytes.length - forced);
            byte[] there = Arrays.copyOf(content.forced, forced + (more == 0 ? 0 : kept.applyAsInt(more)));
            if (there.length > forced) {
                System.arraycopy(content.bytes, forced, there, forced, there.length - forced);
            }
            disk.put(name, content.copy(there));
        });
        return disk;
    }

    private void put(String name, Content content) {
        names.put(name, content);
        forcedNames.put(name, content);
    }

    synchronized byte[] bytes(String name) {
        return names.get(name).bytes.clone();
    }

    synchronized void replace(String name, byte[] bytes) {
        Content content = names.get(name);
        content.bytes = bytes.clone();
        content.forced = content.bytes;
    }

    @Override
    public String path() {
        return "/simulated";
    }

    @Override
    public synchronized List<String> names() {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized StoreFile create(String name) throws IOException {
        operate();
        Content content = names.computeIfAbsent(name, missing -> new Content(IDENTITIES.incrementAndGet()));
        content.bytes = new byte[0];
        return new SimulatedFile(content);
    }

    @Override
    public synchronized StoreFile open(String name) {
        return new SimulatedFile(names.get(name));
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        operate();
        names.put(to, names.remove(from));
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        operate();
        names.remove(name);
    }

    @Override
    public synchronized void force() throws IOException {
        operate();
        forcedNames.clear();
        forcedNames.putAll(names);
    }

    @Override
    public synchronized String identity(String name) {
        return String.valueOf(names.get(name).identity);
    }

    @Override
    public void close() {}

    private final class SimulatedFile implements StoreFile {
        private final Content content;

        SimulatedFile(Content content) {
            this.content = content;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            synchronized (SimulatedDisk.this) {
                if (operations == failsAt) {
                    put(bytes.slice(bytes.position(), bytes.remaining() / 2), (int) position);
                }
                operate();
                put(bytes, (int) position);
            }
        }

        private void put(ByteBuffer bytes, int position) {
            int end = position + bytes.remaining();
            // A new array, since the old one may be what was forced.
            content.bytes = Arrays.copyOf(content.bytes, Math.max(end, content.bytes.length));
            bytes.get(content.bytes, position, end - position);
        }

        @Override
        public int read(ByteBuffer into, long position) {
            synchronized (SimulatedDisk.this) {
                int count = Math.min(into.remaining(), content.bytes.length - (int) position);
                if (count <= 0) {
                    return -1;
                }
                into.put(content.bytes, (int) position, count);
                return count;
            }
        }

        @Override
        public long size() {
            return content.bytes.length;
        }

        @Override
        public void force() throws IOException {
            synchronized (SimulatedDisk.this) {
                operate();
                content.forced = content.bytes;
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimulatedDisk.this) {
                operate();
                content.bytes = Arrays.copyOf(content.bytes, (int) size);
            }
        }

        @Override
        public void close() {}
    }
}
