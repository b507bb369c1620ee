package dev.halley.benchmark.jmh;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks, with what they allocate: {@code gc.alloc.rate.norm} is the number of bytes for each operation.
 *
 * <p>Thread-safety: immutable.
 */
public final class Main {

    private Main() {}

    /** @param arguments as JMH takes them: a pattern of names, and options such as {@code -f 1 -wi 2 -i 3} */
    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException {
        CommandLineOptions given = new CommandLineOptions(arguments);
        if (given.shouldHelp()) {
            new Runner(given);
            System.out.println(
                    "Options are those of JMH: a pattern, -f forks, -wi and -i iterations, -w and -r seconds.");
            return;
        }
        new Runner(new OptionsBuilder()
                        .parent(given)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
