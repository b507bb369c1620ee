package dev.halley.client.cli;

import dev.halley.client.BayeuxException;
import java.util.List;

/**
 * The main class of {@code halley-client-cli.jar}: parses the command line and runs the command.
 *
 * <p>Thread-safety: confined to the main thread.
 */
public final class Main {

    private Main() {}

    /**
     * Runs the command and exits the JVM with its exit code.
     *
     * @param args the URL, the command and its options; {@code --help} lists them
     */
    public static void main(String[] args) {
        System.exit(run(List.of(args), Terminal.system()).code());
    }

    static Exit run(List<String> args, Terminal terminal) {
        try {
            Options options = Options.parse(args);
            if (options.help()) {
                terminal.print(Help.TEXT);
                return Exit.DONE;
            }
            if (options.version()) {
                terminal.print("halley-client " + version() + "\n");
                return Exit.DONE;
            }
            return command(options, terminal.withProgress(options.progress())).run();
        } catch (UsageException wrong) {
            terminal.complain(wrong.getMessage() + ". Try --help.");
            return Exit.WRONG_USAGE;
        } catch (NoConnectionException none) {
            terminal.complain(none.getMessage());
            return Exit.NO_CONNECTION;
        } catch (BayeuxException refused) {
            terminal.complain(refused.getMessage());
            return Exit.of(refused.outcome());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Exit.NO_CONNECTION;
        }
    }

    /** @return the jar's */
    private static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(unknown: not run from its jar)" : version;
    }

    private static Command command(Options options, Terminal terminal) {
        return switch (options.command()) {
            case SUBSCRIBE -> new Subscribing(options, terminal);
            case PRESENCE -> new Watching(options, terminal);
            case PUBLISH, CALL -> new Sending(options, terminal);
            case BENCH -> new Benchmark(options, terminal);
        };
    }
}
