package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.history.store.TrimCause;
import dev.halley.spi.Clock;
import dev.halley.testkit.ManualTime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a node: what is written survives the node's end, what is on its way does not. It may have files besides: then these are what a
 * log reads when it starts, and they must have what was written.
 */
final class TestDisk implements LogDisk {

    private record Write(long ticket, String channel, LogChange change, StartRecord record) {}

    private final Deque<Write> onTheirWay = new ArrayDeque<>();
    private final Map<String, Replica> replicas = new LinkedHashMap<>();
    private final Map<String, Replica> staged = new HashMap<>();
    private final @Nullable DiskOfFiles files;
    private final Clock clock;
    /** Whether the files must have all that was written; else only they are written. */
    boolean compares = true;

    private StartRecord record = StartRecord.NONE;

    /** In memory alone. */
    TestDisk() {
        files = null;
        clock = new ManualTime();
    }

    /** @param clock of those who write to the files */
    TestDisk(DiskOfFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    @Override
    public void write(long ticket, String channel, LogChange change) {
        onTheirWay.add(new Write(ticket, channel, change, StartRecord.NONE));
    }

    @Override
    public void write(long ticket, StartRecord started) {
        onTheirWay.add(new Write(ticket, "", new LogChange.Complete(), started));
    }

    /** Writes all that was asked for up to a ticket. */
    void writeUpTo(long ticket) {
        while (!onTheirWay.isEmpty() && onTheirWay.peek().ticket() <= ticket) {
            Write write = onTheirWay.remove();
            if (write.channel().isEmpty()) {
                record = write.record();
                if (files != null) {
                    files.write(write.ticket(), record);
                }
            } else {
                if (compares) {
                    apply(write.channel(), write.change());
                }
                if (files != null) {
                    files.write(write.ticket(), write.channel(), write.change());
                }
            }
        }
    }

    private void apply(String channel, LogChange change) {
        Replica copy = staged.get(channel);
        if (change instanceof LogChange.Reset reset) {
            staged.put(channel, new Replica(reset.state()));
        } else if (copy != null && change instanceof LogChange.Complete) {
            copy.complete(Long.MAX_VALUE);
            replicas.put(channel, copy);
            staged.remove(channel);
        } else if (copy != null) {
            copy.apply(change);
        } else if (change instanceof LogChange.Drop) {
            replicas.remove(channel);
        } else if (change instanceof LogChange.Begin begin && !replicas.containsKey(channel)) {
            replicas.put(channel, new Replica(begin.run()));
        } else {
            replicas.get(channel).apply(change);
        }
    }

    /** The node ends: what is on its way is lost. */
    void end() {
        onTheirWay.clear();
        staged.clear();
    }

    /** @return what is written */
    Map<String, Replica> replicas() {
        return replicas;
    }

    private void restoreFiles(DiskOfFiles from, LogInput node) {
        if (!compares) {
            from.restoreTo(node);
            return;
        }
        DiskOfFiles.Restored read = DiskOfFiles.read(from);
        assertThat(read.record).isEqualTo(record);
        assertThat(read.replicas).containsOnlyKeys(replicas.keySet());
        read.replicas.forEach((channel, replica) -> assertEqual(replicas.get(channel), replica));
        from.restoreTo(node);
    }

    /** What is past its time is not read. */
    private void assertEqual(Replica written, Replica read) {
        List<String> there = LogNetwork.entries(written).stream()
                .filter(entry -> clock.millis() - entry.millis() < written.keepMillis())
                .map(TestDisk::text)
                .toList();
        assertThat(LogNetwork.entries(read).stream().map(TestDisk::text)).isEqualTo(there);
        assertThat(read.last()).isEqualTo(written.last());
        assertThat(read.lineage().newest().toString())
                .isEqualTo(written.lineage().newest().toString());
        if (there.size() == written.ring().size()) {
            assertThat(read.first()).isEqualTo(written.first());
            assertThat(read.lineage().runs().toString())
                    .isEqualTo(written.lineage().runs().toString());
        }
        ReplicaState state = written.state();
        assertThat(read.state().clearedMillis()).isEqualTo(state.clearedMillis());
        assertThat(read.state().weight()).isEqualTo(state.weight());
        assertThat(read.keepMillis()).isEqualTo(written.keepMillis());
        assertThat(read.trimmed(TrimCause.CLEARED)).isEqualTo(written.trimmed(TrimCause.CLEARED));
        assertThat(read.doubtful()).isFalse();
        assertKeys(written.keys(), read.keys());
    }

    /** What may be repeated is known. */
    private void assertKeys(Keys written, Keys read) {
        for (KnownKey key : written.after(-1, Integer.MAX_VALUE)) {
            boolean answered = written.isAnswered(key.id());
            if (answered) {
                assertThat(read.isAnswered(key.id())).as("answered: " + key).isTrue();
            }
            boolean young = clock.millis() - key.millis() < files.keyTtl().toMillis();
            if (young && (key.key() != null || !answered)) {
                assertThat(read.get(key.id())).as(key.toString()).isNotNull();
            }
        }
    }

    private static String text(LogEntry entry) {
        return entry.offset() + " " + entry.millis() + " " + entry.id() + " " + entry.key() + " "
                + new String(entry.data(), StandardCharsets.UTF_8);
    }

    @Override
    public void restoreTo(LogInput node) {
        if (files != null) {
            restoreFiles(files, node);
            return;
        }
        node.restore(record);
        new LinkedHashMap<>(replicas)
                .forEach((channel, replica) -> node.restore(
                        channel,
                        replica.state(),
                        LogNetwork.entries(replica),
                        replica.keys().after(-1, Integer.MAX_VALUE),
                        replica.doubtful()));
    }
}
