package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Journal;
import dev.halley.testing.LogChecker;
import dev.halley.testing.Soak;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own is killed while clients publish with keys and read, over lines that break. */
class HistoryFaultsIT {

    private static final int KILLS = Soak.choose(2, 20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    @Test
    void everybodyIsToldOnceOfAHistoryThatIsGoneAndNobodyHasAHole() throws Exception {
        Path file = temporary.resolve("journal.txt");
        try (KilledServer server = new KilledServer(null, KILLS)) {
            server.run(KILLS, file);
        }
        LogChecker checker = Journal.judge(file, new LogChecker());
        assertThat(checker.faults()).as(file.toString()).isEmpty();
        assertThat(checker.told()).as(checker.summary()).isPositive();
    }
}
