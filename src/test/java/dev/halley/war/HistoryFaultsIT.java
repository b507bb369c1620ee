package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.Journal;
import dev.halley.testing.LogChecker;
import dev.halley.testing.Soak;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A server in a process of its own is killed while clients publish with keys and read, over lines that break. */
class HistoryFaultsIT {

    private static final int KILLS = Soak.choose(10, 100);
    private static final int KILLS_THAT_FORGET = Soak.choose(2, 20);

    private static SharedClasses classes;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path temporary;

    @BeforeAll
    static void shareClasses(@TempDir Path directory) throws Exception {
        classes = new SharedClasses(directory);
    }

    private Path journalOf(int kills, @Nullable Path store) throws Exception {
        Path file = temporary.resolve("journal.txt");
        try (KilledServer server = new KilledServer(classes, store, kills)) {
            server.run(kills, file);
        }
        return file;
    }

    private static LogChecker judge(Path journal) throws IOException {
        LogChecker checker = Journal.judge(journal, new LogChecker());
        assertThat(checker.faults()).as(journal.toString()).isEmpty();
        return checker;
    }

    @Test
    void everybodyIsToldOnceOfAHistoryThatIsGoneAndNobodyHasAHole() throws Exception {
        Path journal = journalOf(KILLS_THAT_FORGET, null);
        LogChecker checker = judge(journal);
        assertThat(checker.told()).as(checker.summary()).isPositive();
        // Had the server not been killed, telling would have been a fault.
        Path noCause = temporary.resolve("no-cause.txt");
        Files.write(
                noCause,
                Files.readAllLines(journal).stream()
                        .filter(line -> !line.equals("forgot"))
                        .toList());
        assertThat(Journal.judge(noCause, new LogChecker()).faults())
                .anyMatch(fault -> fault.startsWith("told-without-cause: "));
    }

    @Test
    void keptHistoryHasEachAcknowledgedMessageOnceAndNobodyHasAHoleOrIsTold() throws Exception {
        LogChecker checker = judge(journalOf(KILLS, temporary.resolve("store")));
        assertThat(checker.told()).as(checker.summary()).isZero();
    }
}
