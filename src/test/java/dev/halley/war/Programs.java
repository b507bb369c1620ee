package dev.halley.war;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.ShortJvm;
import java.util.List;

/** Programs of Java in processes of their own. */
final class Programs {

    private Programs() {}

    /** @return the lines that a program of Java writes */
    static List<String> output(String... arguments) throws Exception {
        List<String> command = ShortJvm.command();
        command.addAll(List.of(arguments));
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(program.getInputStream().readAllBytes());
            assertThat(program.waitFor()).as(output).isZero();
            return output.lines().toList();
        } finally {
            program.destroyForcibly();
        }
    }
}
