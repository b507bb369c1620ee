package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.Position;
import dev.halley.cluster.log.DiskOfFiles.Restored;
import dev.halley.cluster.log.KeyMarks.Forgotten;
import dev.halley.cluster.log.KeyMarks.Origin;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.cluster.log.LogChange.Clear;
import dev.halley.cluster.log.LogChange.Complete;
import dev.halley.cluster.log.LogChange.Drop;
import dev.halley.cluster.log.LogChange.Keys;
import dev.halley.cluster.log.LogChange.Reset;
import dev.halley.cluster.log.LogChange.Served;
import dev.halley.cluster.log.LogChange.Trim;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.history.store.TrimCause;
import dev.halley.spi.NodeId;
import dev.halley.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written of replicas is what is read, of the disk that the simulation has and of files. */
class LogDiskContractTest {

    private static final NodeId ORIGIN = new NodeId("n#1");
    private static final long KEEP = Duration.ofHours(1).toMillis();

    private final ManualTime time = new ManualTime();
    private long tickets;

    /** Which disk. */
    enum Kind {
        SIMULATED,
        FILES
    }

    private LogDisk disk(Kind kind) {
        return kind == Kind.FILES ? new DiskOfFiles(time, Duration.ofMinutes(5), 1_024) : new TestDisk();
    }

    private void write(LogDisk disk, String channel, LogChange... changes) {
        for (LogChange change : changes) {
            disk.write(++tickets, channel, change);
        }
        if (disk instanceof TestDisk simulated) {
            simulated.writeUpTo(tickets);
        }
    }

    private LogEntry entry(long offset, @Nullable Key key) {
        byte[] data = ("v" + offset).getBytes(StandardCharsets.UTF_8);
        return new LogEntry(offset, time.millis(), new PublishId(ORIGIN, offset), key, data);
    }

    private Append append(long offset, long first) {
        return new Append(entry(offset, null), first, 0, false, KEEP);
    }

    private static Run run(String epoch, long first) {
        return new Run(epoch, first, first - 1, true);
    }

    private static List<String> values(Restored read, String channel) {
        return LogScript.values(read.replicas.get(channel));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void entriesLineageAndWeightAreThere(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 100)), new Served(3, KeyMarks.NOTHING), append(100, 0), append(101, 0));
        write(disk, "/b", new Begin(run("e2", 7)), append(7, 0));
        write(disk, "/a", new Begin(run("e3", 102)), append(102, 101), new Served(2, KeyMarks.NOTHING));

        Restored read = DiskOfFiles.read(disk);

        assertThat(read.replicas).containsOnlyKeys("/a", "/b");
        assertThat(values(read, "/a")).containsExactly("v101", "v102");
        assertThat(values(read, "/b")).containsExactly("v7");
        ReplicaState state = read.replicas.get("/a").state();
        assertThat(state.lineage().stream().map(Run::epoch)).containsExactly("e1", "e3");
        assertThat(state.weight()).isEqualTo(2);
        assertThat(state.first()).isEqualTo(101);
        assertThat(state.keepMillis()).isEqualTo(KEEP);
        assertThat(state.trimmed().get(TrimCause.EVICTED.ordinal())).isEqualTo(100);
        assertThat(read.replicas.get("/a").doubtful()).isFalse();
        assertThat(read.replicas.get("/a").served()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aStreamThatLeavesOutOffsetsGoesOnBehindThem(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0));
        write(disk, "/a", new Begin(new Run("e2", 50, 1, false)), append(50, 0));

        assertThat(values(DiskOfFiles.read(disk), "/a")).containsExactly("v1", "v50");
        write(disk, "/a", append(51, 0));
        assertThat(values(DiskOfFiles.read(disk), "/a")).containsExactly("v1", "v50", "v51");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCopyOfAStreamWhoseNewestRunHasNoEntryYetGoesOn(Kind kind) {
        LogDisk disk = disk(kind);
        Replica emptied = new Replica(run("e1", 1));
        List.of(append(1, 0), new Begin(new Run("e2", 50, 1, false)), new Trim(TrimCause.EXPIRED, 2))
                .forEach(emptied::apply);
        emptied.steps().forEach(step -> write(disk, "/a", step));

        write(disk, "/a", append(50, 0));
        assertThat(values(DiskOfFiles.read(disk), "/a")).containsExactly("v50");
        emptied.steps().forEach(step -> write(disk, "/a", step));
        write(disk, "/a", new Begin(new Run("e3", 50, 49, true)), append(50, 0));
        assertThat(DiskOfFiles.read(disk).replicas.get("/a").top()).isEqualTo(new Position("e3", 50));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsClearedIsGoneAndWhenItWas(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0), append(2, 0));
        write(disk, "/a", new Clear(run("e2", 3), time.millis()));

        Replica read = DiskOfFiles.read(disk).replicas.get("/a");

        assertThat(LogScript.values(read)).isEmpty();
        assertThat(read.trimmed(TrimCause.CLEARED)).isEqualTo(2);
        assertThat(read.state().clearedMillis()).isEqualTo(time.millis());
        assertThat(read.top()).isEqualTo(new Position("e2", 2));
        assertThat(read.first()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatExpiredOrWasDroppedIsGone(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0), append(2, 0), new Trim(TrimCause.EXPIRED, 2));
        write(disk, "/b", new Begin(run("e2", 1)), append(1, 0), new Drop());

        Restored read = DiskOfFiles.read(disk);

        assertThat(read.replicas).containsOnlyKeys("/a");
        assertThat(values(read, "/a")).containsExactly("v2");
        assertThat(read.replicas.get("/a").trimmed(TrimCause.EXPIRED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keysAreKnownWhoseEntriesAreGone(Kind kind) {
        LogDisk disk = disk(kind);
        Key key = new Key("k1", "d1");
        KnownKey elsewhere = new KnownKey(
                new PublishId(new NodeId("m#1"), 9), new Key("k2", "d2"), new Position("e0", 4), 2, time.millis());
        write(disk, "/a", new Begin(run("e1", 1)), new Append(entry(1, key), 0, 0, false, KEEP), append(2, 0));
        write(disk, "/a", new Keys(List.of(elsewhere)), append(3, 3));

        KnownKeys known = known(DiskOfFiles.read(disk), "/a");

        assertThat(known.of(key)).isEqualTo(new Position("e1", 1));
        assertThat(known.of(new Key("k2", "d2"))).isEqualTo(new Position("e0", 4));
        assertThat(known.of(new PublishId(ORIGIN, 2))).isEqualTo(new Position("e1", 2));
    }

    /** What is known of a stream's publishes. */
    private record KnownKeys(Replica replica) {
        @Nullable Position of(Key key) {
            KnownKey known = replica.keys().get(key);
            return known == null ? null : known.position();
        }

        @Nullable Position of(PublishId id) {
            KnownKey known = replica.keys().get(id);
            return known == null ? null : known.position();
        }
    }

    private static KnownKeys known(Restored read, String channel) {
        return new KnownKeys(read.replicas.get(channel));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whichPublishesAreAnsweredIsKnown(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0), new Append(entry(2, null), 2, 1, false, KEEP));

        Replica read = DiskOfFiles.read(disk).replicas.get("/a");

        assertThat(read.keys().isAnswered(new PublishId(ORIGIN, 1))).isTrue();
        assertThat(read.keys().isAnswered(new PublishId(ORIGIN, 2))).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whichKeysAreForgottenIsKnown(Kind kind) {
        LogDisk disk = disk(kind);
        KeyMarks marks = new KeyMarks(new Forgotten(5, 50), List.of(new Origin(ORIGIN, 3, new Forgotten(4, 40))));
        write(disk, "/a", new Begin(run("e1", 10)), new Served(2, marks), append(10, 0));

        KeyMarks read = DiskOfFiles.read(disk).replicas.get("/a").keys().marks();

        assertThat(read.forgotten()).isEqualTo(marks.forgotten());
        assertThat(read.origins()).isEqualTo(marks.origins());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCopyReplacesWhatIsThereWhenItIsComplete(Kind kind) {
        LogDisk disk = disk(kind);
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0), append(2, 0));
        Replica other = new Replica(run("f1", 500));
        List.of(append(500, 0), append(501, 501), append(502, 0)).forEach(other::apply);
        List<LogChange> steps = new ArrayList<>(other.steps());
        assertThat(steps.get(0)).isInstanceOf(Reset.class);
        assertThat(steps.get(steps.size() - 1)).isInstanceOf(Complete.class);

        write(disk, "/a", steps.subList(0, steps.size() - 1).toArray(LogChange[]::new));
        if (disk instanceof TestDisk simulated) {
            simulated.end();
        }
        assertThat(values(DiskOfFiles.read(disk), "/a")).containsExactly("v1", "v2");

        write(disk, "/a", steps.toArray(LogChange[]::new));
        assertThat(values(DiskOfFiles.read(disk), "/a")).containsExactly("v501", "v502");
        write(disk, "/a", append(503, 0));
        Restored read = DiskOfFiles.read(disk);
        assertThat(values(read, "/a")).containsExactly("v501", "v502", "v503");
        assertThat(read.replicas.get("/a").lineage().newest().epoch()).isEqualTo("f1");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theStartRecordThatWasWrittenLastIsRead(Kind kind) {
        LogDisk disk = disk(kind);
        disk.write(++tickets, new StartRecord(1, List.of("a")));
        disk.write(++tickets, new StartRecord(2, List.of("a", "b")));
        write(disk, "/a", new Begin(run("e1", 1)), append(1, 0));

        assertThat(DiskOfFiles.read(disk).record).isEqualTo(new StartRecord(2, List.of("a", "b")));
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void muchIsWrittenAndReadAgain(Kind kind) {
        LogDisk disk = disk(kind);
        disk.write(++tickets, new StartRecord(3, List.of("a", "b")));
        write(disk, "/a", new Begin(run("e1", 1)), new Append(entry(1, null), 0, 0, false, KEEP));
        for (int i = 2; i <= 2_000; i++) {
            // The first publish is not answered, all others are.
            write(
                    disk,
                    "/a",
                    new Append(
                            new LogEntry(i, time.millis(), new PublishId(new NodeId("m#1"), i), null, new byte[20]),
                            i - 9,
                            i - 1,
                            false,
                            KEEP));
        }

        Restored read = DiskOfFiles.read(disk);
        Replica replica = read.replicas.get("/a");

        assertThat(read.record).isEqualTo(new StartRecord(3, List.of("a", "b")));
        assertThat(replica.ring().size()).isEqualTo(10);
        assertThat(replica.keys().get(new PublishId(ORIGIN, 1))).isNotNull();
        assertThat(replica.keys().isAnswered(new PublishId(new NodeId("m#1"), 1_999)))
                .isTrue();
        assertThat(replica.keys().size()).isLessThan(20);
        assertThat(replica.keys().marks().origins().stream()
                        .filter(origin -> origin.node().value().equals("m#1"))
                        .map(origin -> origin.forgotten().at()))
                .allMatch(at -> at >= 1_980)
                .hasSize(1);
        assertThat(replica.keys().marks().forgotten()).isEqualTo(Forgotten.NOTHING);
    }
}
