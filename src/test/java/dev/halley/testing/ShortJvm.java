package dev.halley.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How tests run Java programs that live for seconds. The optimizing compiler and several threads for garbage collection would take more
 * processor time there than they save; the benchmarks run what is delivered with both.
 *
 * <p>On their standard output such programs say what a test waits for, so the JVM's own warnings go to the standard error output. They keep
 * no performance data: of JVMs that start at the same time, one can take another's file of them for a stale one, and lock it.
 *
 * <p>Thread-safety: immutable.
 */
public final class ShortJvm {

    private static final List<String> OPTIONS = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xlog:disable",
            "-Xlog:all=warning:stderr");

    private ShortJvm() {}

    /** @return the start of a command: this JDK's {@code java}, and its options */
    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        return command;
    }

    /** @return the same options as one text, for programs that read them from the environment */
    public static String options() {
        return String.join(" ", OPTIONS);
    }
}
