package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halley.api.Position;
import dev.halley.testing.Eventually;
import dev.halley.testkit.ManualTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store with threads of its own, on a disk. */
class StoreOnDiskTest implements StoreListener {

    private static final Duration KEEP = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final List<String> lost = new ArrayList<>();
    private final Map<String, StoredStream> loaded = new TreeMap<>();

    @TempDir
    private Path directory;

    static Stream<SyncPolicy> policies() {
        return Stream.of(SyncPolicy.always(), SyncPolicy.every(Duration.ofSeconds(1)), SyncPolicy.never());
    }

    private HistoryStore open(SyncPolicy sync, long segmentBytes) throws HistoryStoreException {
        loaded.clear();
        StoreOptions options = new StoreOptions(sync, segmentBytes, Duration.ofMinutes(5), time, time);
        return HistoryStore.open(directory, options, this, stream -> loaded.put(stream.channel(), stream));
    }

    @Override
    public void lost(String what) {
        lost.add(what);
    }

    @Override
    public void failed(HistoryStoreException cause) {
        lost.add(cause.toString());
    }

    private CompletableFuture<?> append(HistoryStore store, String channel, long offset, long first) {
        byte[] data = (channel + " " + offset).getBytes(StandardCharsets.UTF_8);
        StoredEntry entry = new StoredEntry(new Position("e", offset), time.millis(), data, null);
        return store.append(channel, entry, first, KEEP).toCompletableFuture();
    }

    private static void await(CompletableFuture<?> done) {
        done.orTimeout(60, TimeUnit.SECONDS).join();
    }

    @ParameterizedTest
    @MethodSource("policies")
    void thousandStreamsInManySegmentsComeBack(SyncPolicy sync) throws IOException {
        try (HistoryStore store = open(sync, 64 << 10)) {
            List<CompletableFuture<?>> all = new ArrayList<>();
            for (int stream = 0; stream < 1000; stream++) {
                store.begin("/s/" + stream, "e", 1, true);
            }
            for (long offset = 1; offset <= 30; offset++) {
                for (int stream = 0; stream < 1000; stream++) {
                    all.add(append(store, "/s/" + stream, offset, Math.max(1, offset - 9)));
                }
            }
            all.forEach(StoreOnDiskTest::await);
            store.clear("/s/0");
            time.advance(HistoryStore.ERASED_AFTER);
            assertThat(Eventually.met(Duration.ofMinutes(1), this::hasSnapshot)).isTrue();
        }

        open(sync, 64 << 10).close();

        assertThat(lost).isEmpty();
        assertThat(loaded).hasSize(1000);
        assertThat(Objects.requireNonNull(loaded.remove("/s/0")).entries()).isEmpty();
        loaded.forEach((channel, stream) -> {
            assertThat(stream.entries().stream().map(entry -> new String(entry.data(), StandardCharsets.UTF_8)))
                    .containsExactlyElementsOf(Stream.iterate(21, offset -> offset + 1)
                            .limit(10)
                            .map(offset -> channel + " " + offset)
                            .toList());
        });
    }

    private boolean hasSnapshot() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> FileName.parse(String.valueOf(file.getFileName())))
                    .anyMatch(name -> name != null && name.snapshot());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void directoryIsForOneServer() throws IOException {
        try (HistoryStore store = open(SyncPolicy.always(), 64 << 10)) {
            await(store.begin("/chat", "e", 1, true).toCompletableFuture());

            assertThatExceptionOfType(HistoryStoreException.class)
                    .isThrownBy(() -> open(SyncPolicy.always(), 64 << 10))
                    .withMessageContaining(directory.toString())
                    .withMessageContaining("in use by another server");

            await(append(store, "/chat", 1, 1));
        }
        open(SyncPolicy.always(), 64 << 10).close();
        assertThat(loaded).containsKey("/chat");
    }

    @Test
    void directoryThatCannotBeMadeIsNamed() throws IOException {
        directory = Files.writeString(directory.resolve("file"), "no directory").resolve("below");

        assertThatExceptionOfType(HistoryStoreException.class)
                .isThrownBy(() -> open(SyncPolicy.always(), 64 << 10))
                .withMessageContaining("cannot be used")
                .withMessageContaining(directory.toString());
    }

    @Test
    void ownerThatThrowsLetsGoOfTheDirectory() throws IOException {
        HistoryStore first = open(SyncPolicy.always(), 64 << 10);
        first.begin("/chat", "e", 1, true);
        await(append(first, "/chat", 1, 1));
        first.close();
        StoreOptions options = new StoreOptions(SyncPolicy.never(), 64 << 10, KEEP, time, time);

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> HistoryStore.open(directory, options, this, stream -> {
                    throw new IllegalStateException("The owner cannot take it.");
                }));

        open(SyncPolicy.always(), 64 << 10).close();
        assertThat(loaded).containsKey("/chat");
        assertThat(lost).isEmpty();
    }

    @Test
    void appendsOfManyThreadsAreStoredInTheOrderOfTheCalls() throws Exception {
        List<Thread> threads = new ArrayList<>();
        try (HistoryStore store = open(SyncPolicy.every(Duration.ofSeconds(1)), 16 << 10)) {
            for (int i = 0; i < 4; i++) {
                String channel = "/t/" + i;
                threads.add(new Thread(() -> {
                    store.begin(channel, "e", 1, true);
                    for (long offset = 1; offset <= 2000; offset++) {
                        append(store, channel, offset, Math.max(1, offset - 99));
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
        }

        open(SyncPolicy.never(), 16 << 10).close();

        assertThat(lost).isEmpty();
        assertThat(loaded).hasSize(4);
        assertThat(loaded.values()).allSatisfy(stream -> {
            assertThat(stream.next()).isEqualTo(2001);
            assertThat(stream.entries()).hasSize(100);
        });
    }
}
