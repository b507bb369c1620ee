package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Journal;
import dev.halley.testing.LogChecker;
import dev.halley.testing.Soak;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own is killed while clients publish with keys and read, over lines that break. */
class HistoryFaultsIT {

    private static final int KILLS = Soak.choose(10, 100);
    private static final int KILLS_THAT_FORGET = Soak.choose(2, 20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    private LogChecker afterKills(int kills, @Nullable Path store) throws Exception {
        Path file = temporary.resolve("journal.txt");
        try (KilledServer server = new KilledServer(store, kills)) {
            server.run(kills, file);
        }
        LogChecker checker = Journal.judge(file, new LogChecker());
        assertThat(checker.faults()).as(file.toString()).isEmpty();
        return checker;
    }

    @Test
    void everybodyIsToldOnceOfAHistoryThatIsGoneAndNobodyHasAHole() throws Exception {
        LogChecker checker = afterKills(KILLS_THAT_FORGET, null);
        assertThat(checker.told()).as(checker.summary()).isPositive();
    }

    @Test
    void keptHistoryHasEachAcknowledgedMessageOnceAndNobodyHasAHoleOrIsTold() throws Exception {
        LogChecker checker = afterKills(KILLS, temporary.resolve("store"));
        assertThat(checker.told()).as(checker.summary()).isZero();
    }
}
