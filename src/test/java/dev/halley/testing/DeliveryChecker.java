package dev.halley.testing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells from what subscribers have written down whether messages came once and in order, and whether any is missing.
 *
 * <p>A stream is what one publisher sends to one channel: messages numbered from 0. No subscriber may get a message twice, or
 * after a later one of the same stream. A subscriber that is owed a stream must have got all of it; others may miss messages.
 *
 * <p>The lines of its {@link Journal}:
 *
 * <pre>
 * received &lt;subscriber&gt; &lt;stream&gt; &lt;number&gt;
 * owed &lt;subscriber&gt; &lt;stream&gt; &lt;how many were published&gt;
 * </pre>
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class DeliveryChecker implements Checker {

    /** What one subscriber has got of one stream. */
    private static final class Received {

        private final BitSet numbers = new BitSet();
        private int last = -1;
    }

    private final Map<String, Received> received = new HashMap<>();
    private final Map<String, Integer> owed = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private long messages;

    @Override
    public Set<String> words() {
        return Set.of("received", "owed");
    }

    @Override
    public void line(List<String> words) {
        if (words.size() != 4) {
            throw new IllegalArgumentException("This is no line of a journal: " + words);
        }
        String pair = words.get(1) + " " + words.get(2);
        int number = Integer.parseInt(words.get(3));
        if (words.get(0).equals("received")) {
            received(pair, number);
        } else {
            owed.put(pair, number);
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

    @Override
    public boolean hasVerdict() {
        return !owed.isEmpty();
    }

    @Override
    public String summary() {
        return messages + " messages received, " + owed.size() + " streams owed";
    }

    @Override
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
}
