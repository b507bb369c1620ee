package dev.halley.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveryCheckerTest {

    private static List<String> faults(String... journal) {
        DeliveryChecker checker = new DeliveryChecker();
        Journal.read(Stream.of(journal), List.of(checker));
        return checker.faults();
    }

    @Test
    void allMessagesOnceAndInOrderAreNoFault() {
        assertThat(faults("received s p 0", "received s q 0", "received s p 1", "owed s p 2", "owed s q 1"))
                .isEmpty();
    }

    @Test
    void holeIsCaught() {
        assertThat(faults("received s p 0", "received s p 2", "owed s p 3"))
                .containsExactly("hole: s p 1, in all 1 of 3");
    }

    @Test
    void missingEndIsCaught() {
        assertThat(faults("received s p 0", "owed s p 3")).containsExactly("hole: s p 1, in all 2 of 3");
    }

    @Test
    void streamOfWhichNothingCameIsCaught() {
        assertThat(faults("owed s p 1")).containsExactly("hole: s p 0, in all 1 of 1");
    }

    @Test
    void doubleIsCaughtAtOnceAndLater() {
        assertThat(faults("received s p 0", "received s p 0", "received s p 1", "received s p 0"))
                .containsExactly("double: s p 0", "double: s p 0");
    }

    @Test
    void reorderingIsCaught() {
        assertThat(faults("received s p 1", "received s p 0", "received s p 2", "owed s p 3"))
                .containsExactly("out of order: s p 0 after 1");
    }

    @Test
    void messageThatWasNeverPublishedIsCaught() {
        assertThat(faults("received s p 0", "received s p 1", "owed s p 1")).containsExactly("never published: s p 1");
    }

    @Test
    void subscriberThatIsOwedNothingMayMissMessages() {
        assertThat(faults("received s p 3", "received s p 7")).isEmpty();
    }

    @Test
    void streamsAndSubscribersAreJudgedApart() {
        assertThat(faults("received s p 1", "received t p 0", "received s q 0")).isEmpty();
    }

    @Test
    void lineThatIsNoneIsRefused() {
        for (String line : List.of("received s p", "lost s p 1", "received s p x")) {
            assertThatThrownBy(() -> faults(line)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"owed s p 1,0", "owed s p 2,1", "received s p 1,2"})
    void exitStatusOfTheCommandIsTheVerdict(String secondLine, int status, @TempDir Path directory) throws Exception {
        Path journal = Files.write(directory.resolve("journal.txt"), List.of("received s p 0", secondLine));
        List<String> command = ShortJvm.command();
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), Journal.class.getName(), journal.toString()));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(program.getInputStream().readAllBytes());
        assertThat(program.waitFor()).as(said).isEqualTo(status);
    }
}
