package dev.halley.benchmark;

import java.nio.file.Path;

/**
 * The command line of the benchmarks; {@code benchmarks/run} calls it.
 *
 * <p>Thread-safety: immutable.
 */
public final class Main {

    private Main() {}

    /** @param arguments what to measure, then options as {@code --name value} */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(arguments);
        Servers servers =
                new Servers(Path.of(options.text("war", "target/halley.war")), options.text("server-core", ""));
        switch (options.command()) {
            case "idle" ->
                new Idle(servers, System.out)
                        .run(
                                options.number("websockets", 5_000),
                                options.number("polls", 1_000),
                                options.number("classes", 25));
            default -> throw new IllegalArgumentException("There is no benchmark \"" + options.command() + "\".");
        }
    }
}
