package dev.halley.history.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory on a disk, locked.
 *
 * <p>Thread-safety: thread-safe.
 */
final class DiskDirectory implements StoreDirectory {

    private static final String LOCK = "lock";

    /**
     * What names a directory of this process. Applications have this class each for itself, and a file must not even be opened again by
     * the process that has locked it: an operating system may forget the lock when any of its channels is closed.
     */
    private static final String IN_USE = "dev.halley.history.in-use.";

    private final Path directory;
    private final FileChannel lock;
    private final String inUse;

    private DiskDirectory(Path directory, FileChannel lock, String inUse) {
        this.directory = directory;
        this.lock = lock;
        this.inUse = inUse;
    }

    /**
     * Makes the directory if it is not there.
     *
     * @throws HistoryStoreException if another server uses it
     */
    static DiskDirectory lock(Path directory) throws IOException {
        Files.createDirectories(directory);
        String inUse = IN_USE + directory.toRealPath();
        FileChannel locked = null;
        if (System.getProperties().putIfAbsent(inUse, "") == null) {
            try {
                locked = tryLock(directory.resolve(LOCK));
            } finally {
                if (locked == null) {
                    System.getProperties().remove(inUse);
                }
            }
        }
        if (locked == null) {
            throw new HistoryStoreException("The history's directory " + directory
                    + " is in use by another server; each server needs one of its own.");
        }
        return new DiskDirectory(directory, locked, inUse);
    }

    /** @return null if another process has it */
    private static @Nullable FileChannel tryLock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            locked = channel.tryLock() != null;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
        return locked ? channel : null;
    }

    @Override
    public String path() {
        return directory.toString();
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> Objects.toString(file.getFileName())).toList();
        }
    }

    @Override
    public StoreFile create(String name) throws IOException {
        return new DiskFile(FileChannel.open(
                directory.resolve(name),
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
    }

    @Override
    public StoreFile open(String name) throws IOException {
        return new DiskFile(
                FileChannel.open(directory.resolve(name), StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public void force() throws IOException {
        try (FileChannel channel = openDirectory()) {
            if (channel != null) {
                channel.force(true);
            }
        }
    }

    /** @return null where a directory cannot be opened, as on Windows, which keeps its names by itself */
    private @Nullable FileChannel openDirectory() {
        try {
            return FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String identity(String name) throws IOException {
        Object key = Files.readAttributes(directory.resolve(name), BasicFileAttributes.class)
                .fileKey();
        return key == null ? "" : key.toString();
    }

    /** Lets go of the lock; the file stays, since its removal could let two servers in. */
    @Override
    public void close() throws IOException {
        try {
            lock.close();
        } finally {
            System.getProperties().remove(inUse);
        }
    }

    private record DiskFile(FileChannel channel) implements StoreFile {

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            long at = position;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void force() throws IOException {
            channel.force(false);
        }

        @Override
        public void truncate(long size) throws IOException {
            channel.truncate(size);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
