package dev.halley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShortJvmTest {

    /** Says one line, as the programs do that tests wait for. */
    static final class Ready {

        private Ready() {}

        public static void main(String[] args) {
            System.out.println("ready");
        }
    }

    private static String standardOutput(String option) throws Exception {
        List<String> command = ShortJvm.command();
        command.addAll(List.of(option, "-cp", System.getProperty("java.class.path"), Ready.class.getName()));
        Process program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(program.getInputStream().readAllBytes());
    }

    @Test
    void warningOfTheJvmDoesNotComeBeforeTheFirstLineOfTheProgram() throws Exception {
        // Where the system has no large pages to give, the JVM says so when it starts.
        assertThat(standardOutput("-XX:+UseLargePages")).isEqualToIgnoringNewLines("ready");
    }
}
