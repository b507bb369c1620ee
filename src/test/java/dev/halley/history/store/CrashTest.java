package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ends a server at each of its operations on the disk, those of snapshots and of the next start included. */
class CrashTest {

    private static final int STEPS = 130;

    /** What a server does: it publishes, clears, begins epochs, takes snapshots, and is started again. */
    private static void serve(TestStore server, SimulatedDisk disk) throws IOException {
        server.open(disk);
        for (int step = 1; step <= STEPS && server.failures.isEmpty(); step++) {
            String channel = "/c" + step % 3;
            server.publish(channel, 8);
            if (step % 31 == 0) {
                server.clear(channel);
            }
            if (step % 23 == 0) {
                server.begin(channel, server.known.get(channel).next, true);
            }
            if (step % 40 == 39) {
                server.time.advance(Duration.ofMinutes(1));
            }
            if (step % 50 == 49) {
                server.store.close();
                server.open(disk);
            }
        }
    }

    private static TestStore ended(SimulatedDisk disk, SyncPolicy.Kind kind, long after) {
        TestStore server = new TestStore();
        server.sync = policy(kind);
        disk.failAfter(after, "killed");
        try {
            serve(server, disk);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("killed");
        }
        return server;
    }

    private static SyncPolicy policy(SyncPolicy.Kind kind) {
        return switch (kind) {
            case ALWAYS -> SyncPolicy.always();
            case INTERVAL -> SyncPolicy.every(Duration.ofSeconds(10));
            case NEVER -> SyncPolicy.never();
        };
    }

    private static long operations(SyncPolicy.Kind kind) {
        SimulatedDisk disk = new SimulatedDisk();
        TestStore server = ended(disk, kind, Long.MAX_VALUE >> 1);
        assertThat(server.failures).isEmpty();
        return disk.operations();
    }

    @Test
    void theStepsHaveSnapshotsAndMoreThanOneSegment() throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        ended(disk, SyncPolicy.Kind.INTERVAL, Long.MAX_VALUE >> 1);

        assertThat(disk.names()).anyMatch(name -> name.startsWith("snapshot-"));
        assertThat(disk.names().stream().filter(name -> name.startsWith("segment-")))
                .hasSizeGreaterThan(2);
    }

    @ParameterizedTest
    @EnumSource
    void killedAtAnyOperationItLosesNothing(SyncPolicy.Kind kind) throws IOException {
        for (long after = operations(kind); after >= 0; after--) {
            SimulatedDisk disk = new SimulatedDisk();
            TestStore server = ended(disk, kind, after);
            SimulatedDisk left = disk.afterDeath();

            server.open(left);

            Checks.nothingIsLost(server);
            goesOn(server, left);
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterAPowerCutAtAnyOperationNothingIsWrong(SyncPolicy.Kind kind) throws IOException {
        for (long after = operations(kind); after >= 0; after--) {
            Random random = new Random(after);
            afterAPowerCut(kind, after, unforced -> 0);
            afterAPowerCut(kind, after, unforced -> random.nextInt(unforced + 1));
        }
    }

    private static void afterAPowerCut(SyncPolicy.Kind kind, long after, IntUnaryOperator kept) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TestStore server = ended(disk, kind, after);
        SimulatedDisk left = disk.afterPowerCut(kept);
        server.boot = "boot-2";

        server.open(left);

        if (kind == SyncPolicy.Kind.ALWAYS) {
            Checks.nothingIsLost(server);
        } else {
            Checks.nothingIsWrong(server);
        }
        goesOn(server, left);
    }

    private static void goesOn(TestStore server, SimulatedDisk disk) throws IOException {
        server.failures.clear();
        server.resume();
        for (int i = 0; i < 12; i++) {
            server.publish("/c" + i % 2, 8);
        }
        assertThat(server.failures).isEmpty();
        server.store.close();
        server.open(disk);
        Checks.nothingIsLost(server);
    }
}
