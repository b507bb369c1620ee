package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are cut, changed, missing, or of another version. */
class DamageTest {

    private final SimulatedDisk disk = new SimulatedDisk();

    /** A log with a snapshot and more than one segment; all of it acknowledged. @param closed whether the server closed it */
    private TestStore served(SimulatedDisk on, boolean closed) throws IOException {
        TestStore server = new TestStore();
        server.open(on);
        for (int i = 0; i < 24; i++) {
            server.publish("/a" + i % 2, 6);
        }
        server.clear("/a0");
        server.time.advance(Duration.ofMinutes(1));
        server.publish("/a0", 6);
        for (int i = 0; i < 16; i++) {
            server.publish("/b", 30, new StoredEntry.Key("key-" + i, "digest"));
        }
        server.begin("/b", server.known.get("/b").next, true);
        server.publish("/b", 30);
        server.publish("/a1", 6);
        if (closed) {
            server.store.close();
        }
        return server;
    }

    private static List<String> logFiles(SimulatedDisk on) {
        return on.names().stream().filter(name -> FileName.parse(name) != null).toList();
    }

    private static String lastSegment(SimulatedDisk on) {
        List<String> segments =
                on.names().stream().filter(name -> name.startsWith("segment-")).toList();
        return segments.get(segments.size() - 1);
    }

    private void goesOnAfter(TestStore server) throws IOException {
        server.resume();
        for (int i = 0; i < 12; i++) {
            server.publish("/b", 30);
            server.publish("/a" + i % 2, 6);
        }
        assertThat(server.failures).isEmpty();
        server.store.close();
        server.open(disk);
        Checks.nothingIsLost(server);
        assertThat(server.lost).isEmpty();
    }

    @Test
    void theLogHasASnapshotAndSegments() throws IOException {
        served(disk, true);

        assertThat(logFiles(disk)).hasSizeGreaterThan(2).anyMatch(name -> name.startsWith("snapshot-"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void logThatIsCutAnywhereInItsLastFileIsToldAndHasNoHole(boolean closed) throws IOException {
        served(disk, closed);
        String last = lastSegment(disk);
        byte[] whole = disk.bytes(last);
        SimulatedDisk copy = disk.afterDeath();
        for (int length = whole.length - 1; length >= 0; length--) {
            TestStore server = restored(copy, closed);
            disk.replace(last, Arrays.copyOf(whole, length));

            server.open(disk);

            Checks.nothingIsWrong(server);
            assertThat(server.lost).as("cut at %d", length).isNotEmpty();
            assertThat(server.loaded.values()).allMatch(StoredStream::doubtful);
            goesOnAfter(server);
        }
    }

    @Test
    void logThatIsCutInPlaceIsToldByTheMark() throws IOException {
        served(disk, false);
        String last = lastSegment(disk);
        byte[] whole = disk.bytes(last);
        for (int length = whole.length - 1; length >= FileHeader.LENGTH; length--) {
            SimulatedDisk cut = disk.afterDeath();
            cut.replace(last, Arrays.copyOf(whole, length));
            TestStore server = served(new SimulatedDisk(), false);

            server.open(cut);

            Checks.nothingIsWrong(server);
            assertThat(server.loaded.values()).allMatch(StoredStream::doubtful);
        }
    }

    /** Puts the files back, and gives a server that knows the same. */
    private TestStore restored(SimulatedDisk copy, boolean closed) throws IOException {
        TestStore server = served(new SimulatedDisk(), closed);
        disk.names().forEach(name -> {
            try {
                disk.delete(name);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        for (String name : copy.names()) {
            disk.create(name);
            disk.replace(name, copy.bytes(name));
        }
        return server;
    }

    @Test
    void whicheverByteIsChangedNoEntryIsWrongAndNoneIsMissingUntold() throws IOException {
        served(disk, true);
        SimulatedDisk copy = disk.afterDeath();
        for (String name : copy.names()) {
            byte[] whole = copy.bytes(name);
            for (int at = 0; at < whole.length; at++) {
                TestStore server = restored(copy, true);
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << at % 8);
                disk.replace(name, changed);

                server.open(disk);

                Checks.nothingIsWrong(server);
                if (!name.equals(FileName.MARK)) {
                    assertThat(server.lost).as("%s changed at %d", name, at).isNotEmpty();
                }
                goesOnAfter(server);
            }
        }
    }

    @Test
    void segmentThatIsMissingIsToldAndLeavesNoHole() throws IOException {
        served(disk, true);
        SimulatedDisk copy = disk.afterDeath();
        for (String name : logFiles(copy)) {
            TestStore server = restored(copy, true);
            disk.delete(name);

            server.open(disk);

            Checks.nothingIsWrong(server);
            goesOnAfter(server);
        }
    }

    @Test
    void damagedFileInTheMiddleIsPutAsideAndToldOnce() throws IOException {
        TestStore server = served(disk, true);
        String name = logFiles(disk).get(0);
        byte[] bytes = disk.bytes(name);
        bytes[bytes.length / 2]++;
        disk.replace(name, bytes);

        server.open(disk);

        assertThat(server.lost).anyMatch(said -> said.contains(name) && said.contains("put aside"));
        assertThat(disk.names()).contains(name + ".damaged");
        goesOnAfter(server);
    }

    @Test
    void unknownFilesStay() throws IOException {
        disk.create("notes.txt");

        TestStore server = served(disk, true);
        server.open(disk);

        assertThat(disk.names()).contains("notes.txt");
    }

    @Test
    void newerVersionIsNotRead() throws IOException {
        TestStore server = served(disk, true);
        String name = logFiles(disk).get(0);
        ByteBuffer header = ByteBuffer.wrap(disk.bytes(name));
        header.putInt(8, FileHeader.VERSION + 1);
        CRC32C crc = new CRC32C();
        crc.update(header.duplicate().limit(FileHeader.LENGTH - 4));
        header.putInt(FileHeader.LENGTH - 4, (int) crc.getValue());
        disk.replace(name, header.array());
        SimulatedDisk copy = disk.afterDeath();

        assertThatExceptionOfType(HistoryStoreException.class)
                .isThrownBy(() -> server.open(disk))
                .withMessageContaining("newer Halley")
                .withMessageContaining(name);
        assertThat(copy.names()).isEqualTo(disk.names());
    }

    @ParameterizedTest
    @ValueSource(bytes = {100, -100})
    void recordsOfAnUnknownTypeAreNotReadUnlessTheyMayBePassedOver(byte type) throws IOException {
        TestStore server = served(disk, false);
        String name = lastSegment(disk);
        byte[] whole = disk.bytes(name);
        disk.replace(name, withRecord(whole, type));

        if (type > 0) {
            assertThatExceptionOfType(HistoryStoreException.class)
                    .isThrownBy(() -> server.open(disk))
                    .withMessageContaining("type 100");
        } else {
            server.open(disk);
            Checks.nothingIsLost(server);
        }
    }

    private static byte[] withRecord(byte[] file, byte type) {
        ByteBuffer bytes = ByteBuffer.allocate(file.length + Frames.HEADER + 1).put(file);
        Frames frames = new Frames(bytes.getLong(32));
        int checksum = frames.checksum(ByteBuffer.wrap(new byte[] {type}));
        bytes.putInt(1).putInt(checksum).putInt(frames.check(file.length, 1, checksum));
        return bytes.put(type).array();
    }

    @Test
    void recordIsNoneAtAnotherPlace() throws IOException {
        TestStore server = served(disk, false);
        String name = lastSegment(disk);
        byte[] whole = disk.bytes(name);
        int length = Frames.HEADER + ByteBuffer.wrap(whole).getInt(FileHeader.LENGTH);
        byte[] twice = Arrays.copyOf(whole, whole.length + length);
        System.arraycopy(whole, FileHeader.LENGTH, twice, whole.length, length);
        disk.replace(name, twice);

        server.open(disk);

        Checks.nothingIsWrong(server);
        assertThat(server.loaded.values()).allMatch(StoredStream::doubtful);
    }
}
