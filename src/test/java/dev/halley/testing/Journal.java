package dev.halley.testing;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What clients have seen, an event a line, in the order in which each of them saw it; and the program that judges it. Lines that begin with
 * {@code #} are for people.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class Journal implements AutoCloseable {

    private final BufferedWriter file;

    /** @param file where it is written; what was there is overwritten */
    public Journal(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /** Writes a line; there is no space in any word. */
    public void write(Object... words) {
        String line = Stream.of(words).map(Object::toString).collect(Collectors.joining(" ", "", "\n"));
        synchronized (file) {
            try {
                file.write(line);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (file) {
            file.close();
        }
    }

    /**
     * Lets checkers read the lines.
     *
     * @throws IllegalArgumentException if none of them knows a line
     */
    static void read(Stream<String> lines, List<? extends Checker> checkers) {
        lines.filter(line -> !line.startsWith("#")).forEach(line -> {
            List<String> words = List.of(line.split(" "));
            checkers.stream()
                    .filter(checker -> checker.words().contains(words.get(0)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("This is no line of a journal: " + line))
                    .line(words);
        });
    }

    /** Lets a checker read all lines, each of which it must know. @return the checker */
    public static <C extends Checker> C judge(Path journal, C checker) throws IOException {
        try (Stream<String> lines = Files.lines(journal)) {
            read(lines, List.of(checker));
        }
        return checker;
    }

    /**
     * Prints what is wrong with a journal.
     *
     * <p>Exit status 0: nothing; 1: something; 2: there is nothing to judge.
     *
     * @param files one journal
     */
    public static void main(String[] files) throws IOException {
        List<Checker> checkers = List.of(new DeliveryChecker(), new LogChecker());
        try (Stream<String> lines = Files.lines(Path.of(files[0]))) {
            read(lines, checkers);
        }
        List<Checker> judges = checkers.stream().filter(Checker::hasVerdict).toList();
        List<String> faults =
                judges.stream().flatMap(judge -> judge.faults().stream()).toList();
        faults.forEach(System.out::println);
        judges.forEach(judge -> System.out.println(judge.summary()));
        System.out.println(faults.size() + " faults");
        System.exit(judges.isEmpty() ? 2 : faults.isEmpty() ? 0 : 1);
    }
}
