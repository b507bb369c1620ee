package dev.halley.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How tests run Java programs that live for seconds. The optimizing compiler and several threads for garbage collection would take more
 * processor time there than they save; the benchmarks run what is delivered with both.
 *
 * <p>Thread-safety: immutable.
 */
public final class ShortJvm {

    private static final List<String> OPTIONS = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

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
