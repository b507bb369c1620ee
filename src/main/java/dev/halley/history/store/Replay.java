package dev.halley.history.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log, from a snapshot or from its first segment on, and says which streams there are and what is missing. It changes nothing.
 *
 * <p>Thread-safety: not thread-safe.
 */
final class Replay {

    private final StoreDirectory directory;
    private final LogState state = new LogState();
    private final NodeKeys nodeKeys = new NodeKeys();
    private final List<LogFile> files = new ArrayList<>();
    private final List<FileName> unreadable = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private boolean damaged;
    private LogRecord.@Nullable Opened opened;
    private boolean closed;
    private boolean written;
    private boolean ended;
    /** Whether the file read last, if it was a segment, is as long as it should be as far as is known. */
    private boolean previousIsWhole = true;

    private boolean snapshotIsWhole = true;
    private Tail tail = new Tail(0, true);

    /** What is behind the last valid record of a file. @param harmless whether an append was under way there at most */
    private record Tail(long bytes, boolean harmless) {}

    private Replay(StoreDirectory directory) {
        this.directory = directory;
    }

    /** @throws HistoryStoreException if a newer version wrote the files */
    static Replay of(StoreDirectory directory) throws IOException {
        List<FileName> names = new ArrayList<>();
        for (String name : directory.names()) {
            FileName parsed = FileName.parse(name);
            if (parsed != null) {
                names.add(parsed);
            }
        }
        names.sort(Comparator.comparingLong(FileName::number));
        Replay replay = null;
        for (List<FileName> chain : chains(names)) {
            Replay next = new Replay(directory);
            next.read(chain);
            if (replay == null || next.snapshotIsWhole) {
                replay = next;
            }
            if (next.snapshotIsWhole) {
                break;
            }
        }
        return replay == null ? new Replay(directory) : replay;
    }

    /** @return what may be read, the best first: the newest snapshot and what came after it, then older ones, if they are still there */
    private static List<List<FileName>> chains(List<FileName> names) {
        List<List<FileName>> chains = new ArrayList<>();
        for (FileName name : names) {
            if (name.snapshot()) {
                List<FileName> chain = new ArrayList<>(List.of(name));
                names.stream()
                        .filter(other -> !other.snapshot() && other.number() > name.number())
                        .forEach(chain::add);
                chains.add(0, chain);
            }
        }
        List<FileName> segments =
                names.stream().filter(name -> !name.snapshot()).toList();
        if (chains.isEmpty() || chains.get(chains.size() - 1).size() <= segments.size()) {
            chains.add(segments);
        }
        return chains;
    }

    LogState state() {
        return state;
    }

    /** @return which keys of nodes' replicas are forgotten, for a second reading */
    NodeKeys nodeKeys() {
        return nodeKeys;
    }

    /** @return the files that were read, in their order */
    List<LogFile> files() {
        return files;
    }

    /** @return those of them before the last segment that could not be read to their end */
    List<FileName> unreadable() {
        return unreadable;
    }

    /** @return what is missing, in sentences */
    List<String> lost() {
        return lost;
    }

    /** @return whether anything is missing before the last file's tail */
    boolean damaged() {
        return damaged;
    }

    /** @return how many bytes of the last file are no records */
    long tailBytes() {
        return tail.bytes();
    }

    private void read(List<FileName> chain) throws IOException {
        for (FileName name : chain) {
            LogFile previous = files.isEmpty() ? null : files.get(files.size() - 1);
            if (previous != null && previous.name().number() + 1 != name.number()) {
                damage("The history's files from "
                        + FileName.segment(previous.name().number() + 1) + " to before " + name + " are missing.");
            }
            boolean last = name == chain.get(chain.size() - 1);
            readFile(name, previous, last);
        }
        state.dropCopies();
    }

    private void readFile(FileName name, @Nullable LogFile previous, boolean last) throws IOException {
        try (StoreFile file = directory.open(name.text())) {
            long size = file.size();
            FileHeader header = FileHeader.read(file, name);
            Part part = new Part(0, size < FileHeader.LENGTH ? RecordReader.End.SHORT : RecordReader.End.DAMAGED);
            if (header != null) {
                checkPrevious(header, previous);
                part = applyAll(new RecordReader(file, header, size), name.number());
            }
            files.add(new LogFile(name, part.valid()));
            ends(name, size - part.valid(), part.end(), last);
        }
    }

    /** How much of a file could be read. */
    private record Part(long valid, RecordReader.End end) {}

    private void checkPrevious(FileHeader header, @Nullable LogFile previous) {
        if (previous != null
                && previousIsWhole
                && !previous.name().snapshot()
                && previous.name().number() + 1 == header.name().number()
                && previous.length() != header.previousLength()) {
            damage("The history's file " + previous.name() + " should have " + header.previousLength()
                    + " bytes, of which " + previous.length() + " can be read.");
        }
    }

    private Part applyAll(RecordReader records, long file) throws IOException {
        long valid = records.position();
        ended = false;
        for (LogRecord logged = records.next(false); logged != null; logged = records.next(false)) {
            try {
                state.apply(logged, file, records.lastLength(), this::entriesAreMissing);
            } catch (RuntimeException e) {
                lost.add("The history has a record that cannot stand where it does, at byte " + valid + " of file "
                        + file + ": " + e.getMessage());
                return new Part(valid, RecordReader.End.DAMAGED);
            }
            note(logged);
            nodeKeys.learn(logged);
            valid = records.position();
        }
        return new Part(valid, records.end());
    }

    private void entriesAreMissing(String which) {
        damaged = true;
        lost.add("The history has lost " + which + ".");
    }

    private void note(LogRecord logged) {
        ended = logged instanceof LogRecord.End;
        closed = logged instanceof LogRecord.Closed;
        if (logged instanceof LogRecord.Opened begins) {
            written &= opened != null && opened.run() == begins.run();
            opened = begins;
        } else {
            written = true;
        }
    }

    private void ends(FileName name, long rest, RecordReader.End end, boolean last) {
        previousIsWhole = end == RecordReader.End.WHOLE && (!name.snapshot() || ended);
        snapshotIsWhole &= previousIsWhole || !name.snapshot();
        if (last && !name.snapshot()) {
            tail = new Tail(rest, end != RecordReader.End.DAMAGED);
        } else if (!previousIsWhole) {
            unreadable.add(name);
            damage("The history's file " + name + " cannot be read in its last " + rest + " bytes.");
        }
    }

    private void damage(String what) {
        damaged = true;
        lost.add(what);
        state.doubtAll();
    }

    /**
     * @param mark what the last run said
     * @return whether entries may be missing at the end that were acknowledged
     */
    boolean endIsDoubtful(Mark.Found mark) {
        if (files.isEmpty()) {
            return false;
        }
        Mark.Said said = mark.said();
        if (!tail.harmless() || said != null && isBeyondEnd(said)) {
            return true;
        }
        return !closed && !allIsThere(mark);
    }

    /** @return whether the end of the last run has all that it acknowledged, although it was not closed */
    private boolean allIsThere(Mark.Found mark) {
        Mark.Said said = mark.said();
        LogRecord.Opened run = opened;
        if (said == null || run == null) {
            return run != null && run.always();
        }
        boolean marked = said.run() == run.run();
        boolean nothingWritten = !written && !marked;
        return nothingWritten || run.always() || marked && mark.sameMachine();
    }

    private boolean isBeyondEnd(Mark.Said said) {
        LogFile last = files.get(files.size() - 1);
        return said.isBeyond(last.name().number(), last.length());
    }
}
