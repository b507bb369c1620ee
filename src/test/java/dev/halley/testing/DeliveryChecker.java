package dev.halley.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Tells from what subscribers have written down whether messages came once and in order, and whether any is missing.
 *
 * <p>A stream is what one publisher sends to one channel: messages numbered from 0. No subscriber may get a message twice, or
 * after a later one of the same stream. A subscriber that is owed a stream must have got all of it; others may miss messages.
 *
 * <p>A journal is text, one event a line, in the order in which each subscriber saw them:
 *
 * <pre>
 * received &lt;subscriber&gt; &lt;stream&gt; &lt;number&gt;
 * owed &lt;subscriber&gt; &lt;stream&gt; &lt;how many were published&gt;
 * </pre>
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class DeliveryChecker {

    /** What one subscriber has got of one stream. */
    private static final class Received {

        private final BitSet numbers = new BitSet();
        private int last = -1;
    }

    private final Map<String, Received> received = new HashMap<>();
    private final Map<String, Integer> owed = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long messages;

    /**
     * Takes one line of a journal.
     *
     * @throws IllegalArgumentException if the line is malformed
     */
    public void line(String line) {
        String[] words = line.split(" ");
        if (words.length != 4) {
            throw new IllegalArgumentException("This is no line of a journal: " + line);
        }
        String pair = words[1] + " " + words[2];
        int number = Integer.parseInt(words[3]);
        switch (words[0]) {
            case "received" -> received(pair, number);
            case "owed" -> owed.put(pair, number);
            default -> throw new IllegalArgumentException("This is no line of a journal: " + line);
        }
    }

    private void received(String pair, int number) {
        messages++;
        Received stream = received.computeIfAbsent(pair, any -> new Received());
        if (stream.numbers.get(number)) {
            faults.add("double: " + pair + " " + number);
        } else if (number < stream.last) {
            faults.add("out of order: " + pair + " " + number + " after " + stream.last);
        }
        stream.numbers.set(number);
        stream.last = Math.max(stream.last, number);
    }

    /** @return how many messages were received */
    public long messages() {
        return messages;
    }

    /** @return what is wrong, a sentence each; nothing if all is well */
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        owed.forEach((pair, count) -> {
            BitSet numbers = received.getOrDefault(pair, new Received()).numbers;
            int missing = numbers.nextClearBit(0);
            if (missing < count) {
                int found = numbers.get(0, count).cardinality();
                all.add("hole: " + pair + " " + missing + ", in all " + (count - found) + " of " + count);
            }
            if (numbers.length() > count) {
                all.add("never published: " + pair + " " + (numbers.length() - 1));
            }
        });
        return all;
    }

    /** Reads a whole journal. */
    public static DeliveryChecker of(Path journal) throws IOException {
        DeliveryChecker checker = new DeliveryChecker();
        try (Stream<String> lines = Files.lines(journal)) {
            lines.forEach(checker::line);
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
        DeliveryChecker checker = of(Path.of(files[0]));
        List<String> faults = checker.faults();
        faults.forEach(System.out::println);
        System.out.println(checker.messages() + " messages received, " + checker.owed.size() + " streams owed, "
                + faults.size() + " faults");
        System.exit(checker.owed.isEmpty() ? 2 : faults.isEmpty() ? 0 : 1);
    }
}
