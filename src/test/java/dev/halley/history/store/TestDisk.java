package dev.halley.history.store;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A simulated disk with a store on it, for tests of what stands on the store. What the store is asked for is written by the thread that
 * asks, unless the disk is stalled: then when it goes on.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public final class TestDisk {

    private static final String BOOT = "boot";

    private final SimulatedDisk disk;
    private final String boot;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean stalled;

    public TestDisk() {
        this(new SimulatedDisk(), BOOT);
    }

    private TestDisk(SimulatedDisk disk, String boot) {
        this.disk = disk;
        this.boot = boot;
    }

    /** Opens a store, as a server does. */
    public HistoryStore open(StoreOptions options, StoreListener listener, Consumer<StoredStream> streams)
            throws HistoryStoreException {
        try {
            return HistoryStore.open(disk, options, listener, streams, host());
        } catch (HistoryStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new HistoryStoreException(e.toString(), e);
        }
    }

    /** Opens a store, as a node of a cluster does. */
    public ReplicaStore openReplicas(StoreOptions options, StoreListener listener, Consumer<StoredReplica> replicas)
            throws HistoryStoreException {
        try {
            return ReplicaStore.open(disk, options, listener, replicas, host());
        } catch (HistoryStoreException e) {
            throw e;
        } catch (IOException e) {
            throw new HistoryStoreException(e.toString(), e);
        }
    }

    private StoreHost host() {
        Executor writer = task -> {
            if (stalled) {
                waiting.add(task);
            } else {
                task.run();
            }
        };
        return new StoreHost(boot, writer, Runnable::run, this::goOn);
    }

    /** From now on nothing is written. */
    public void stall() {
        stalled = true;
    }

    /** What waits is written. */
    public void goOn() {
        stalled = false;
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }

    /** From now on nothing can be written. */
    public void fail() {
        disk.failAfter(0, "No space left on device");
    }

    /** From now on the thread that writes breaks by an error of the machine's. */
    public void breakWriter() {
        disk.breakBy(new InternalError("simulated"));
    }

    /** @return what another process finds when this one has been killed now */
    public TestDisk afterDeath() {
        return new TestDisk(disk.afterDeath(), boot);
    }

    /** @param kept how much of what was not forced is there all the same, from 0 to 1. @return what is found after a power cut */
    public TestDisk afterPowerCut(double kept) {
        return new TestDisk(disk.afterPowerCut(unforced -> (int) (unforced * kept)), boot + " again");
    }

    /** @return the bytes of the newest segment */
    public int length() {
        return disk.bytes(newest()).length;
    }

    /** @return the same after the death of the process, with the newest segment cut to so many bytes */
    public TestDisk cutTo(int length) {
        TestDisk cut = afterDeath();
        byte[] bytes = cut.disk.bytes(newest());
        cut.disk.replace(newest(), Arrays.copyOf(bytes, length));
        return cut;
    }

    /** Has it an entry of which nobody knows what it says. */
    public void writeUnreadableEntry(String channel) {
        TestStore store = new TestStore();
        store.boot = boot;
        try {
            store.open(disk);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        store.publish(channel, 1);
        store.store.close();
    }

    private String newest() {
        return disk.names().stream()
                .filter(name -> name.startsWith("segment-") && !name.endsWith(".damaged"))
                .max(Comparator.comparingLong(name -> Long.parseLong(name.substring("segment-".length()))))
                .orElseThrow();
    }
}
