package dev.halley.client.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the program reads from and prints to, in UTF-8.
 *
 * <p>Thread-safety: thread-safe, but for the input, which the main thread reads.
 *
 * @param in lines of JSON
 * @param out lines of JSON
 * @param err sentences for a person
 * @param person whether a person looks at it
 * @param progress whether to tell what is waited for
 */
record Terminal(BufferedReader in, PrintStream out, PrintStream err, boolean person, boolean progress) {

    static Terminal system() {
        boolean person = isTerminal();
        return new Terminal(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                System.err,
                person,
                person);
    }

    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // Since Java 22 there is a console without a terminal, too.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException older) {
            return true;
        }
    }

    Terminal withProgress(boolean asked) {
        return new Terminal(in, out, err, person, progress || asked);
    }

    void print(String text) {
        out.print(text);
        out.flush();
    }

    /** @return whether somebody still reads what is printed */
    boolean printLine(String json) {
        synchronized (out) {
            out.print(json + "\n");
            // Whoever reads it reads it at once; it also tells whether the reader is still there.
            return !out.checkError();
        }
    }

    void complain(String sentence) {
        synchronized (err) {
            err.println("halley-client: " + sentence);
        }
    }

    /** Tells a step that was taken, where progress is told. */
    void note(String sentence) {
        if (progress) {
            complain(sentence);
        }
    }
}
