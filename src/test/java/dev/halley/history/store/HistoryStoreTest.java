package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halley.api.Position;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a store gives back after a restart, and what it refuses. */
class HistoryStoreTest {

    private static final StoredEntry.Key KEY = new StoredEntry.Key("3:ann8f3a", "digest");

    private final SimulatedDisk disk = new SimulatedDisk();
    private final TestStore server = new TestStore();

    private void restart() throws IOException {
        server.store.close();
        server.open(disk);
    }

    private StoredStream loaded(String channel) {
        return server.loaded.get(channel);
    }

    private static List<Long> offsets(StoredStream stream) {
        return stream.entries().stream().map(entry -> entry.position().offset()).toList();
    }

    private static boolean failed(CompletionStage<@Nullable Void> stage) {
        return stage.toCompletableFuture().isCompletedExceptionally();
    }

    private boolean filesHave(String text) {
        return disk.names().stream()
                .anyMatch(name -> new String(disk.bytes(name), StandardCharsets.ISO_8859_1).contains(text));
    }

    @Test
    void emptyDirectoryHasNoStreams() throws IOException {
        server.open(disk);
        restart();

        assertThat(server.loaded).isEmpty();
        assertThat(server.lost).isEmpty();
    }

    @Test
    void streamComesBackWithTheEntriesThatWereKept() throws IOException {
        server.open(disk);
        for (int i = 0; i < 7; i++) {
            server.publish("/chat", 3);
        }
        restart();

        assertThat(offsets(loaded("/chat"))).containsExactly(104L, 105L, 106L);
        assertThat(loaded("/chat").next()).isEqualTo(107);
        assertThat(loaded("/chat").doubtful()).isFalse();
        assertThat(loaded("/chat").trimmed()).isEqualTo(Map.of(TrimCause.EVICTED, 103L));
        Checks.nothingIsLost(server);
    }

    @Test
    void eachEntryHasItsEpochAndTheLineageTellsThem() throws IOException {
        server.open(disk);
        server.publish("/chat", 10);
        server.begin("/chat", 101, true);
        server.publish("/chat", 10);
        server.begin("/chat", 5000, false);
        server.publish("/chat", 10);
        restart();

        assertThat(loaded("/chat").entries().stream().map(StoredEntry::position))
                .containsExactly(new Position("e1", 100), new Position("e2", 101), new Position("e3", 5000));
        assertThat(loaded("/chat").lineage())
                .containsExactly(
                        new Run("e1", 100, 99, true), new Run("e2", 101, 100, true), new Run("e3", 5000, 101, false));
    }

    @Test
    void lineageGoesWithTheEntries() throws IOException {
        server.open(disk);
        for (int i = 0; i < 5; i++) {
            server.publish("/chat", 1);
            server.begin("/chat", 101 + i, true);
        }
        server.publish("/chat", 1);
        restart();

        assertThat(loaded("/chat").lineage().stream().map(Run::epoch)).containsExactly("e5", "e6");
    }

    @Test
    void streamWithoutEntriesKeepsItsPlace() throws IOException {
        server.open(disk);
        server.begin("/chat", 100, true);
        restart();
        assertThat(loaded("/chat").entries()).isEmpty();
        assertThat(loaded("/chat").next()).isEqualTo(100);

        server.publish("/chat", 3);
        restart();
        assertThat(offsets(loaded("/chat"))).containsExactly(100L);
    }

    @Test
    void keysOutliveTheirEntriesAndSnapshots() throws IOException {
        server.open(disk);
        server.publish("/chat", 1, KEY);
        server.publish("/chat", 1);
        server.clear("/chat");
        server.time.advance(HistoryStore.ERASED_AFTER);
        restart();

        assertThat(disk.names()).anyMatch(name -> name.startsWith("snapshot-"));
        assertThat(loaded("/chat").entries()).isEmpty();
        assertThat(loaded("/chat").keys()).hasSize(1).allSatisfy(stored -> {
            assertThat(stored.key().id()).isEqualTo(KEY.id());
            assertThat(stored.key().digest()).isEqualTo(KEY.digest());
            assertThat(stored.position()).isEqualTo(new Position("e1", 100));
        });
    }

    @Test
    void keysAreForgottenWhenTheirTimeIsOver() throws IOException {
        server.open(disk);
        server.publish("/chat", 9, KEY);
        server.time.advance(Duration.ofMinutes(5));
        restart();

        assertThat(loaded("/chat").keys()).isEmpty();
        assertThat(loaded("/chat").entries()).hasSize(1);
    }

    @Test
    void entriesWhoseTimeIsOverDoNotComeBack() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        server.publish("/old", 9);
        server.time.advance(TestStore.KEEP.minusMinutes(1));
        server.publish("/chat", 9);
        server.time.advance(Duration.ofMinutes(1));
        restart();

        assertThat(offsets(loaded("/chat"))).containsExactly(101L);
        assertThat(loaded("/chat").trimmed()).isEqualTo(Map.of(TrimCause.EXPIRED, 100L));
        assertThat(loaded("/old").entries()).isEmpty();
        assertThat(loaded("/old").next()).isEqualTo(101);
    }

    @Test
    void clearedEntriesAreErasedFromTheFiles() throws IOException {
        server.open(disk);
        server.publish("/secret", 9);
        server.publish("/chat", 9);
        server.clear("/secret");
        assertThat(filesHave("/secret e1 100")).isTrue();

        server.time.advance(HistoryStore.ERASED_AFTER);

        assertThat(filesHave("/secret e1 100")).isFalse();
        assertThat(filesHave("/chat e2 100")).isTrue();
        server.publish("/secret", 9);
        restart();
        assertThat(offsets(loaded("/secret"))).containsExactly(101L);
        assertThat(loaded("/secret").trimmed()).isEqualTo(Map.of(TrimCause.CLEARED, 100L));
    }

    @Test
    void droppedStreamIsForgotten() throws IOException {
        server.open(disk);
        server.publish("/chat", 9, KEY);
        server.store.drop("/chat");
        server.known.remove("/chat");
        restart();
        assertThat(server.loaded).isEmpty();

        server.publish("/chat", 9);
        restart();
        assertThat(loaded("/chat").keys()).isEmpty();
        assertThat(loaded("/chat").entries()).hasSize(1);
    }

    @Test
    void filesDoNotGrowWithoutBoundAlthoughOneStreamRests() throws IOException {
        server.open(disk);
        server.publish("/rests", 9);
        for (int i = 0; i < 5000; i++) {
            server.publish("/chat", 5);
        }

        assertThat(disk.names().stream().mapToLong(name -> disk.bytes(name).length))
                .isNotEmpty();
        assertThat(disk.names().stream()
                        .mapToLong(name -> disk.bytes(name).length)
                        .sum())
                .isLessThan(12 * server.segmentBytes);
        restart();
        assertThat(loaded("/rests").entries()).hasSize(1);
        Checks.nothingIsLost(server);
    }

    @Test
    void snapshotIsWrittenInOneGoAlthoughAStreamIsClearedMeanwhileAgain() throws IOException {
        server.open(disk);
        for (int i = 0; i < 3; i++) {
            server.publish("/chat", 9);
            server.clear("/chat");
            server.time.advance(HistoryStore.ERASED_AFTER);
        }
        server.publish("/chat", 9);
        restart();

        assertThat(disk.names().stream().filter(name -> name.startsWith("snapshot-")))
                .hasSize(1);
        assertThat(offsets(loaded("/chat"))).containsExactly(103L);
    }

    @Test
    void callThatDoesNotFitFailsAlone() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        StoredEntry later = new StoredEntry(new Position("e1", 102), 0, new byte[1], null);
        StoredEntry other = new StoredEntry(new Position("e9", 101), 0, new byte[1], null);

        assertThat(failed(server.store.append("/chat", later, 100, TestStore.KEEP)))
                .isTrue();
        assertThat(failed(server.store.append("/chat", other, 100, TestStore.KEEP)))
                .isTrue();
        assertThat(failed(server.store.append("/none", other, 100, TestStore.KEEP)))
                .isTrue();
        assertThat(failed(server.store.trim("/chat", TrimCause.EXPIRED, 102))).isTrue();
        assertThat(failed(server.store.begin("/chat", "e1", 101, true))).isTrue();
        assertThat(failed(server.store.begin("/chat", "e2", 102, true))).isTrue();
        assertThat(failed(server.store.begin("/chat", "e2", 100, false))).isTrue();
        assertThat(failed(server.publish("/chat", 9))).isFalse();
        restart();
        assertThat(offsets(loaded("/chat"))).containsExactly(100L, 101L);
    }

    @Test
    void longEntryIsStoredWhole() throws IOException {
        server.open(disk);
        byte[] data = new byte[3 << 20];
        data[data.length - 1] = 7;
        server.begin("/chat", 100, true);
        StoredEntry entry = new StoredEntry(new Position("e1", 100), server.time.millis(), data, null);
        assertThat(failed(server.store.append("/chat", entry, 100, TestStore.KEEP)))
                .isFalse();
        server.publish("/other", 3);
        restart();

        assertThat(loaded("/chat").entries().get(0).data()).isEqualTo(data);
        assertThat(loaded("/other").entries()).hasSize(1);
    }

    @Test
    void entryThatIsTooLongIsRefused() throws IOException {
        server.open(disk);
        server.begin("/chat", 100, true);
        StoredEntry entry = new StoredEntry(new Position("e1", 100), 0, new byte[Frames.MAX_LENGTH], null);

        CompletionStage<@Nullable Void> done = server.store.append("/chat", entry, 100, TestStore.KEEP);

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> done.toCompletableFuture().join())
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThat(server.failures).isEmpty();
    }

    @Test
    void fullDiskEndsTheServiceAndIsTold() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        disk.failAfter(0, "No space left on device");

        assertThat(failed(server.publish("/chat", 9))).isTrue();
        disk.failAfter(Long.MAX_VALUE >> 1, "");
        assertThat(failed(server.publish("/chat", 9))).isTrue();
        assertThat(server.failures).hasSize(1).first().satisfies(why -> assertThat(why)
                .hasMessageContaining("No space left on device"));
        assertThat(server.store.failure()).containsSame(server.failures.get(0));

        server.store.close();
        server.open(disk);
        Checks.nothingIsLost(server);
        assertThat(offsets(loaded("/chat"))).containsExactly(100L);
    }

    @Test
    void failedForceEndsTheServiceToo() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        disk.failAfter(0, "Input/output error");
        server.time.advance(Duration.ofSeconds(1));

        assertThat(server.failures).hasSize(1);
        assertThat(failed(server.publish("/chat", 9))).isTrue();
    }

    @Test
    void intervalForcesWhatWasWrittenAndThenRests() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        server.time.advance(Duration.ofSeconds(1));
        SimulatedDisk cut = disk.afterPowerCut(unforced -> 0);
        assertThat(server.time.waiting()).isZero();

        server.boot = "boot-2";
        server.open(cut);

        Checks.nothingIsWrong(server);
        assertThat(offsets(loaded("/chat"))).containsExactly(100L);
    }

    @Test
    void doubtfulStreamTakesNothingBeforeAnEpochThatIsNotComplete() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        server.boot = "boot-2";
        server.open(disk.afterDeath());
        assertThat(loaded("/chat").doubtful()).isTrue();

        assertThat(failed(server.publish("/chat", 9))).isTrue();
        assertThat(failed(server.begin("/chat", 101, true))).isTrue();
        assertThat(failed(server.begin("/chat", 101, false))).isFalse();
        assertThat(failed(server.publish("/chat", 9))).isFalse();
    }

    @Test
    void doubtLastsOverStartsAndSnapshotsUntilAnEpochBegins() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        server.publish("/other", 9);
        server.boot = "boot-2";
        SimulatedDisk after = disk.afterDeath();
        server.open(after);
        server.begin("/other", 101, false);
        server.clear("/other");
        server.time.advance(HistoryStore.ERASED_AFTER);
        server.publish("/other", 9);
        server.store.close();
        server.open(after);

        assertThat(loaded("/chat").doubtful()).isTrue();
        assertThat(loaded("/other").doubtful()).isFalse();
        assertThat(server.lost).isEmpty();
    }

    @Test
    void copyOfTheFilesOfARunningServerIsDoubtful() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        SimulatedDisk copy = new SimulatedDisk();
        for (String name : disk.names()) {
            copy.create(name);
            copy.replace(name, disk.bytes(name));
        }

        server.open(copy);

        assertThat(loaded("/chat").doubtful()).isTrue();
    }

    @Test
    void nothingIsTakenAfterTheClose() throws IOException {
        server.open(disk);
        server.publish("/chat", 9);
        server.store.close();
        server.store.close();

        assertThat(failed(server.publish("/chat", 9))).isTrue();
        assertThat(server.failures).isEmpty();
    }

    @Test
    void whatFollowsOnAStageMayCallTheStore() throws IOException {
        server.open(disk);
        server.publish("/chat", 9).thenRun(() -> server.publish("/chat", 9)).thenRun(() -> server.publish("/chat", 9));
        restart();

        assertThat(offsets(loaded("/chat"))).containsExactly(100L, 101L, 102L);
    }
}
