package dev.halley.history.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Opens the log of a directory: reads it, cuts what is damaged, and begins a segment.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Opening {

    private final StoreDirectory directory;
    private final StoreOptions options;
    private final StoreListener listener;

    Opening(StoreDirectory directory, StoreOptions options, StoreListener listener) {
        this.directory = directory;
        this.options = options;
        this.listener = listener;
    }

    /**
     * @param boot what tells one start of the machine from another
     * @param owner gets what is there; no file has been changed before it has all
     */
    Log open(String boot, StoreOwner owner) throws IOException {
        Replay replay = Replay.of(directory);
        boolean doubtful = replay.endIsDoubtful(Mark.find(directory, boot));
        if (doubtful) {
            replay.state().doubtAll();
        }
        tell(replay, doubtful);
        load(replay, owner);
        removeOthers(replay);
        List<LogFile> files = replay.damaged() ? List.of(mend(replay)) : cutTail(replay);
        long run = ThreadLocalRandom.current().nextLong();
        boolean always = options.sync().kind() == SyncPolicy.Kind.ALWAYS;
        Log log = new Log(directory, options, replay.state(), files, new LogRecord.Opened(run, always, doubtful));
        log.mark(Mark.begin(directory, run, boot));
        log.commit();
        return log;
    }

    private void tell(Replay replay, boolean doubtful) {
        replay.lost().forEach(listener::lost);
        if (replay.tailBytes() > 0) {
            LogFile last = replay.files().get(replay.files().size() - 1);
            listener.lost("The history's file " + last.name() + " was cut at byte " + last.length() + ": the "
                    + replay.tailBytes() + " bytes after it were not written to their end, or are damaged.");
        }
        int streams = replay.state().all().size();
        if (doubtful && streams > 0) {
            listener.lost("The history's last messages before the server's end may be missing: " + streams
                    + " channels go on with a new epoch.");
        }
    }

    private void load(Replay replay, StoreOwner owner) throws IOException {
        Loading loading = new Loading(
                replay.state(),
                replay.nodeKeys(),
                options.clock().millis(),
                options.keyTime().toMillis());
        for (LogFile file : replay.files()) {
            file.read(directory, true, (logged, bytes) -> loading.take(logged));
        }
        loading.handOver(owner);
        owner.started(replay.state().starts());
    }

    /** Removes what a crash has left, and what a snapshot stands for. */
    private void removeOthers(Replay replay) throws IOException {
        List<String> needed =
                replay.files().stream().map(file -> file.name().text()).toList();
        for (String name : directory.names()) {
            if (FileName.isTemporary(name) || FileName.parse(name) != null && !needed.contains(name)) {
                directory.delete(name);
            }
        }
    }

    /** Writes what is left of a damaged log into one file. What could not be read is put aside. */
    private LogFile mend(Replay replay) throws IOException {
        List<LogFile> files = replay.files();
        long oldestKey = options.clock().millis() - options.keyTime().toMillis();
        LogFile last = files.get(files.size() - 1);
        FileName name = FileName.snapshot(last.name().number() + 1);
        LogFile mended = new Snapshot(
                        directory,
                        name,
                        files,
                        new Snapshot.Kept(
                                null, replay.state().starts(), replay.state().heads(), oldestKey))
                .write(() -> false);
        for (LogFile file : files) {
            if (contains(replay.unreadable(), file.name())) {
                directory.rename(file.name().text(), file.name().aside());
                listener.lost("The history's file " + file.name() + " was put aside as "
                        + file.name().aside() + "; nothing reads it any more.");
            } else {
                directory.delete(file.name().text());
            }
        }
        return Objects.requireNonNull(mended);
    }

    private List<LogFile> cutTail(Replay replay) throws IOException {
        List<LogFile> files = new ArrayList<>(replay.files());
        LogFile last = files.isEmpty() ? null : files.get(files.size() - 1);
        if (last != null && last.length() == 0) {
            // Its header was not written to its end.
            files.remove(files.size() - 1);
            directory.delete(last.name().text());
        } else if (last != null && replay.tailBytes() > 0) {
            cut(last);
        }
        return files;
    }

    private void cut(LogFile last) throws IOException {
        try (StoreFile file = directory.open(last.name().text())) {
            file.truncate(last.length());
            file.force();
        }
    }

    private static boolean contains(List<FileName> names, FileName name) {
        return names.stream().anyMatch(other -> other.text().equals(name.text()));
    }
}
