package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** What holds of streams that were loaded, whatever happened to the files. Thread-safety: has no state. */
final class Checks {

    private Checks() {}

    /** No entry is wrong, and none is missing between two; who is not told that some may be missing has all that was acknowledged. */
    static void nothingIsWrong(TestStore server) {
        server.loaded.forEach((channel, stream) -> {
            TestStore.Known known = server.known.get(channel);
            assertThat(known).as(channel).isNotNull();
            entriesAreThoseOf(known, stream);
            if (!stream.doubtful()) {
                allIsThere(known, stream);
            }
        });
    }

    /** All that was acknowledged is there, and nobody is told that something may be missing. */
    static void nothingIsLost(TestStore server) {
        nothingIsWrong(server);
        server.known.forEach((channel, known) -> {
            if (known.acknowledged >= known.first) {
                assertThat(server.loaded).as("%s", server.lost).containsKey(channel);
            }
        });
        server.loaded.forEach((channel, stream) -> {
            assertThat(stream.doubtful()).as("%s", server.lost).isFalse();
            assertThat(begin(stream)).as("oldest of %s", channel).isLessThanOrEqualTo(server.known.get(channel).first);
        });
    }

    private static void entriesAreThoseOf(TestStore.Known known, StoredStream stream) {
        long next = 0;
        for (StoredEntry entry : stream.entries()) {
            long offset = entry.position().offset();
            StoredEntry stored = known.entries.get(offset);
            assertThat(stored).as("entry %d of %s", offset, stream.channel()).isNotNull();
            assertThat(entry.data()).isEqualTo(stored.data());
            assertThat(entry.position()).isEqualTo(stored.position());
            assertThat(entry.time()).isEqualTo(stored.time());
            assertThat(next == 0 || offset == next || beginsIncomplete(stream.lineage(), offset, next - 1))
                    .as("entry %d follows %d in %s", offset, next - 1, stream.lineage())
                    .isTrue();
            next = offset + 1;
        }
        assertThat(next == 0 || stream.next() >= next).isTrue();
    }

    private static boolean beginsIncomplete(List<Run> lineage, long offset, long before) {
        return lineage.stream().anyMatch(run -> !run.complete() && run.first() == offset && run.after() >= before);
    }

    private static long begin(StoredStream stream) {
        return stream.entries().isEmpty()
                ? stream.next()
                : stream.entries().get(0).position().offset();
    }

    private static void allIsThere(TestStore.Known known, StoredStream stream) {
        assertThat(stream.next()).as("next of %s", stream.channel()).isGreaterThan(known.acknowledged);
        List<Long> there = stream.entries().stream()
                .map(entry -> entry.position().offset())
                .toList();
        long begin = begin(stream);
        assertThat(known.entries.keySet().stream().filter(offset -> offset >= begin && offset <= known.acknowledged))
                .as("acknowledged entries of %s", stream.channel())
                .allMatch(there::contains);
        assertThat(begin).as("oldest of %s", stream.channel()).isGreaterThanOrEqualTo(known.acknowledgedFirst);
    }
}
