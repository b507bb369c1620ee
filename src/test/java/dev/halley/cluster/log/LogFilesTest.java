package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogChange.Append;
import dev.halley.cluster.log.LogChange.Begin;
import dev.halley.history.store.HistoryStore;
import dev.halley.history.store.HistoryStoreException;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoreListener;
import dev.halley.history.store.StoreOptions;
import dev.halley.history.store.StoredEntry;
import dev.halley.history.store.SyncPolicy;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's files when a process dies, the power is cut, or the disk is full; and a cluster whose nodes have such files. */
class LogFilesTest {

    private static final long KEEP = Duration.ofDays(1).toMillis();

    private final ManualTime time = new ManualTime();
    private final DiskOfFiles disk = new DiskOfFiles(time, Duration.ofMinutes(5), 1 << 20);
    private final LogScript script = new LogScript(new LogRules(), "a", "b", "c");
    private final Map<String, DiskOfFiles> disks = new HashMap<>();
    private long tickets;

    private void write(LogChange... changes) {
        for (LogChange change : changes) {
            disk.write(++tickets, "/a", change);
        }
    }

    private Append append(long offset, long first) {
        byte[] data = ("v" + offset).getBytes(StandardCharsets.UTF_8);
        PublishId id = new PublishId(new NodeId("n#1"), offset);
        return new Append(new LogEntry(offset, time.millis(), id, null, data), first, 0, false, KEEP);
    }

    private static Begin begin(String epoch, long first) {
        return new Begin(new Run(epoch, first, first - 1, true));
    }

    private DiskOfFiles.Restored cut(int length) {
        DiskOfFiles cut = new DiskOfFiles(time, Duration.ofMinutes(5), 1 << 20);
        cut.disk = disk.disk.cutTo(length);
        return DiskOfFiles.read(cut);
    }

    @Test
    void aLogThatIsCutAnywhereHasABeginningOfTheStreamAndSaysThatMoreMayBeMissing() {
        write(begin("e1", 1), append(1, 0), append(2, 0), append(3, 2));
        int length = disk.disk.length();

        for (int i = 48; i < length; i++) {
            Replica read = cut(i).replicas.get("/a");
            if (read != null) {
                assertThat(read.doubtful()).as("cut at " + i).isTrue();
                assertThat(List.of("[v1, v2]", "[v1]", "[]"))
                        .contains(LogScript.values(read).toString());
            }
        }
        assertThat(LogScript.values(cut(length).replicas.get("/a"))).containsExactly("v2", "v3");
        assertThat(cut(length).replicas.get("/a").doubtful()).isFalse();
    }

    @Test
    void aCopyThatIsCutAnywhereIsThereAsAWholeOrNotAtAll() {
        write(begin("e1", 1), append(1, 0), append(2, 0));
        int before = disk.disk.length();
        Replica other = new Replica(new Run("f1", 500, 499, true));
        List.of(append(500, 0), append(501, 0), append(502, 0)).forEach(other::apply);
        write(other.steps().toArray(LogChange[]::new));
        int length = disk.disk.length();

        for (int i = before; i < length; i++) {
            assertThat(LogScript.values(cut(i).replicas.get("/a")))
                    .as("cut at " + i)
                    .containsExactly("v1", "v2");
        }
        assertThat(LogScript.values(cut(length).replicas.get("/a"))).containsExactly("v500", "v501", "v502");
    }

    @Test
    void nothingIsToldToBeWrittenBeforeItIs() {
        write(begin("e1", 1), append(1, 0));
        assertThat(disk.written).isEqualTo(2);
        disk.disk.stall();

        write(append(2, 0));
        assertThat(disk.written).isEqualTo(2);
        disk.disk.goOn();
        assertThat(disk.written).isEqualTo(3);
    }

    @Test
    void withSyncAlwaysWhatIsWrittenSurvivesAPowerCut() {
        disk.sync = SyncPolicy.always();
        disk.end = left -> left.afterPowerCut(0);
        write(begin("e1", 1), append(1, 0));

        Replica read = DiskOfFiles.read(disk).replicas.get("/a");

        assertThat(LogScript.values(read)).containsExactly("v1");
        assertThat(read.doubtful()).isFalse();
    }

    @Test
    void aStartRecordSurvivesAPowerCutWhateverIsForced() {
        disk.sync = SyncPolicy.never();
        disk.end = left -> left.afterPowerCut(0);
        disk.write(++tickets, new StartRecord(4, List.of("a", "b")));

        assertThat(DiskOfFiles.read(disk).record).isEqualTo(new StartRecord(4, List.of("a", "b")));
    }

    @Test
    void aDiskThatTakesNothingMoreIsToldOnceWithItsCause() {
        write(begin("e1", 1));
        List<String> causes = new ArrayList<>();
        LogFiles files = disk.files();
        files.failure().listen(cause -> causes.add(cause.getMessage()));
        disk.disk.fail();

        assertThatThrownBy(() -> write(append(1, 0))).hasMessageContaining("writing");

        assertThat(files.failure().cause()).isNotNull();
        assertThat(causes).hasSize(1);
        assertThat(causes.get(0)).contains("No space left on device");
        assertThat(files.storage().failure()).isEqualTo(causes.get(0));
        files.failure().listen(cause -> causes.add("again"));
        assertThat(causes).hasSize(2);
    }

    private StoreOptions options() {
        return new StoreOptions(SyncPolicy.never(), StoreOptions.SEGMENT_BYTES, Duration.ofMinutes(5), time, time);
    }

    private static final class Silent implements StoreListener {
        @Override
        public void lost(String what) {}

        @Override
        public void failed(HistoryStoreException cause) {}
    }

    @Test
    void aNodeAndAServerThatStandsAloneRefuseEachOthersDirectories(@TempDir Path root) throws Exception {
        Path ofServer = root.resolve("server");
        try (HistoryStore store = HistoryStore.open(ofServer, options(), new Silent(), stream -> {})) {
            store.begin("/a", "e1", 1, true);
            store.append("/a", new StoredEntry(new Position("e1", 1), 1, new byte[1], null), 1, Duration.ofDays(1));
        }
        Path ofNode = root.resolve("node");
        try (LogFiles files = LogFiles.open(storage(ofNode), time, time)) {
            files.disk(0, ticket -> {}).write(1, "/a", begin("e1", 1));
        }

        assertThatThrownBy(() -> LogFiles.open(storage(ofServer), time, time))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'historyStore': The directory has the history of a server that stood alone")
                .hasMessageContaining("Take another directory");
        assertThatThrownBy(() -> HistoryStore.open(ofNode, options(), new Silent(), stream -> {}))
                .hasMessageContaining("The directory has the history of a node of a cluster");
        // Neither has changed anything, nor keeps it locked.
        LogFiles.open(storage(ofNode), time, time).close();
        HistoryStore.open(ofServer, options(), new Silent(), stream -> {}).close();
    }

    private static LogStorage storage(Path directory) {
        return new LogStorage(directory, SyncPolicy.never(), Duration.ofMinutes(5));
    }

    // --- clusters ---

    private void clusterWithFiles() {
        LogLimits usual = LogLimits.USUAL;
        script.network().limits = new LogLimits(
                2,
                usual.maxBytes(),
                usual.keyTtl(),
                usual.maxPending(),
                usual.answerWithin(),
                usual.batchBytes(),
                usual.windowBytes(),
                0,
                usual.startWait(),
                true);
        script.newDisk = name -> {
            DiskOfFiles files = new DiskOfFiles(script.network(), usual.keyTtl(), 2_048);
            disks.put(name, files);
            TestDisk made = new TestDisk(files, script.network());
            made.compares = false;
            return made;
        };
    }

    private void killAll() {
        for (String name : List.of("a", "b", "c")) {
            script.kill(name);
        }
    }

    @Test
    void aClusterThatIsKilledAsAWholeComesBackWithItsStreams() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1", "v2", "v3");
        script.clear("b");
        script.publish("c", "v4");
        script.run(100);
        killAll();

        script.startThree();
        script.run(100);

        assertThat(script.values("a")).containsExactly("v4");
        assertThat(script.verdict("c", script.position("v4"))).isEqualTo(Verdict.OK);
        script.publish("b", "v5");
        script.run(100);
        script.expectStored("v5");
        assertThat(script.end()).isEmpty();
    }

    @Test
    void whatNoHolderHadForcedIsLostByAPowerCutAndToldToWhoeverHasSeenIt() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1");
        // Who serves in a new view forces that, and what stands before it.
        script.view("a", "b", "c");
        script.run(100);
        script.publish("c", "v2");
        script.run(100);
        Position seen = script.position("v2");
        disks.values().forEach(each -> each.end = left -> left.afterPowerCut(0));
        killAll();

        script.startThree();
        script.run(100);

        assertThat(script.values("a")).containsExactly("v1");
        assertThat(script.verdict("c", seen)).isEqualTo(Verdict.VOID);
        script.publish("b", "v3");
        script.run(100);
        script.expectStored("v3");
        assertThat(script.position("v3").offset()).isGreaterThan(seen.offset());
    }

    @Test
    void whatOneOfTwoHoldersHasIsNotLostByAPowerCutOfTheOther() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1", "v2");
        script.run(100);
        disks.get("a").end = left -> left.afterPowerCut(0);
        killAll();

        script.startThree();
        script.run(100);

        assertThat(script.values("a")).containsExactly("v1", "v2");
        assertThat(script.verdict("c", script.position("v1"))).isEqualTo(Verdict.OK);
        assertThat(script.end()).isEmpty();
    }

    @Test
    void anOldDiskIsNotGoneOnFromUntilThoseWhoServedLastAreThere() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1");
        script.run(100);
        script.kill("a");
        script.view("b", "c");
        script.run(100);
        script.publish("c", "v2");
        script.run(100);
        script.kill("b");
        script.kill("c");

        script.start("a");
        script.view("a");
        script.publish("a", "v3");
        script.run(5_000);
        script.expectNotStored("v3");
        assertThat(script.events).contains(new LogEvent.Waits(List.of("b", "c"), false));
        script.start("b");
        script.view("a", "b");
        script.run(1_000);
        assertThat(script.node("a").machine.isServing()).isFalse();
        script.start("c");
        script.view("a", "b", "c");
        script.run(100);

        assertThat(script.node("a").machine.isServing()).isTrue();
        assertThat(script.values("a").subList(0, 2)).containsExactly("v1", "v2");
        assertThat(script.events).contains(new LogEvent.Waits(List.of(), true));
        assertThat(script.end()).isEmpty();
    }

    @Test
    void afterTheTimeToWaitWhoIsThereGoesOnAlone() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1");
        script.run(100);
        killAll();

        script.start("a");
        script.view("a");
        script.run(59_000);
        assertThat(script.node("a").machine.isServing()).isFalse();
        script.run(1_500);

        assertThat(script.node("a").machine.isServing()).isTrue();
        assertThat(script.values("a")).containsExactly("v1");
        assertThat(script.events)
                .anyMatch(event -> event instanceof LogEvent.Waits waits
                        && waits.over()
                        && List.of("b", "c").containsAll(waits.missing())
                        && waits.missing().size() == 2);
    }

    @Test
    void aDiskThatComesBackOldLosesAgainstWhatIsServed() {
        clusterWithFiles();
        script.startThree();
        script.run(100);
        script.publish("c", "v1");
        script.run(100);
        script.kill("a");
        script.view("b", "c");
        script.run(100);
        script.publish("c", "v2");
        script.clear("c");
        script.publish("c", "v3");
        script.run(100);

        script.start("a");
        script.view("a", "b", "c");
        script.run(200);

        assertThat(script.values("a")).containsExactly("v3");
        assertThat(script.end()).isEmpty();
    }

    @Test
    void whatIsPastItsTimeWhenFilesAreReadIsDeleted() {
        clusterWithFiles();
        script.policy = new HistoryPolicy(10, Duration.ofMinutes(1));
        script.startThree();
        script.run(100);
        script.publish("c", "v1");
        script.run(100);
        killAll();
        script.run(60_000);

        script.startThree();
        script.run(100);

        assertThat(script.node("a").machine.streams().all()).isEmpty();
        script.kill("a");
        assertThat(DiskOfFiles.read(disks.get("a")).replicas).isEmpty();
    }
}
