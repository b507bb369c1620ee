package dev.halley.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells from what publishers and subscribers of channels with history have written down whether each channel was one log, of which everybody
 * has read each message once and in order, or was told. Its faults have the names that Jepsen gives those of a log.
 *
 * <p>Nothing is left out on purpose: offsets that follow each other are one apart. The lines of its {@link Journal}:
 *
 * <pre>
 * subscribed &lt;subscriber&gt; &lt;channel&gt;                                 before anything was published, or forgotten
 * read       &lt;subscriber&gt; &lt;channel&gt; &lt;epoch&gt; &lt;offset&gt; &lt;value&gt;
 * recovered  &lt;subscriber&gt; &lt;channel&gt;                                 what was missed comes now
 * told       &lt;subscriber&gt; &lt;channel&gt; &lt;reason&gt; &lt;epoch&gt; &lt;offset&gt;        messages are lost; it goes on behind that position; - - for anywhere
 * sending    &lt;publisher&gt; &lt;channel&gt; &lt;value&gt;                          each value once
 * sent       &lt;publisher&gt; &lt;channel&gt; &lt;value&gt; &lt;epoch&gt; &lt;offset&gt;        acknowledged
 * refused    &lt;publisher&gt; &lt;channel&gt; &lt;value&gt;
 * unknown    &lt;publisher&gt; &lt;channel&gt; &lt;value&gt;
 * forgot                                                         all logs have ended, and all keys: everybody is told once
 * </pre>
 *
 * <p>What was acknowledged before another was sent, by anybody, is before that in the log. At the journal's end everybody has had the time to read everything.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class LogChecker implements Checker {

    private static final Map<String, Integer> WORDS = Map.of(
            "subscribed",
            3,
            "read",
            6,
            "recovered",
            3,
            "told",
            6,
            "sending",
            4,
            "sent",
            6,
            "refused",
            4,
            "unknown",
            4,
            "forgot",
            1);

    private record Place(String epoch, long offset) {

        static Place of(String epoch, String offset) {
            return new Place(epoch, Long.parseLong(offset));
        }

        @Override
        public String toString() {
            return epoch + ":" + offset;
        }
    }

    /** A publish. */
    private static final class Send {

        private final String value;
        /** The last place that had been acknowledged when it was sent. */
        private final @Nullable Place before;

        private boolean refused;
        private @Nullable Place acknowledged;

        Send(String value, @Nullable Place before) {
            this.value = value;
            this.before = before;
        }
    }

    /** What is at one place. */
    private static final class Entry {

        private final String value;
        private boolean read;

        Entry(String value) {
            this.value = value;
        }
    }

    /** What one epoch has; the life is how often logs had ended before it. */
    private static final class Epoch {

        private final int life;
        private final NavigableMap<Long, Entry> entries = new TreeMap<>();
        private long highestRead = -1;

        Epoch(int life) {
            this.life = life;
        }

        void read(long offset) {
            entries.get(offset).read = true;
            highestRead = Math.max(highestRead, offset);
        }
    }

    private static final class Log {

        private final Map<String, Epoch> epochs = new LinkedHashMap<>();
        private final Map<String, Send> sends = new LinkedHashMap<>();
        /** By life and value. */
        private final Map<String, Place> places = new HashMap<>();

        private @Nullable Place top;

        private Stream<NavigableMap<Long, Entry>> ofLife(int life) {
            return epochs.values().stream()
                    .filter(epoch -> epoch.life == life)
                    .map(epoch -> epoch.entries)
                    .filter(entries -> !entries.isEmpty());
        }

        private int lifeOf(Place place) {
            return epochs.get(place.epoch()).life;
        }

        /** @return what is at the place may have been read by nobody: it is the end of a log that has ended */
        boolean isExcused(Place place, int lives) {
            Epoch epoch = epochs.get(place.epoch());
            return epoch.life < lives && place.offset() > epoch.highestRead;
        }
    }

    private static final class Reader {

        private final String name;
        private final String channel;
        private boolean fromTheStart;
        private @Nullable Place last;
        private boolean recovering;
        private boolean jumping = true;
        /** By life, the place before which it has been told to go on. */
        private final Map<Integer, Place> jumps = new HashMap<>();

        private int told;

        Reader(String name, String channel) {
            this.name = name;
            this.channel = channel;
        }

        /** @return whether it must have read what is at that place, unless that is behind the end of a log that has ended */
        boolean isOwed(int life, long offset) {
            Place jump = jumps.get(life);
            return jump == null || offset >= jump.offset() || fromTheStart && life == 0;
        }

        @Override
        public String toString() {
            return name + " " + channel;
        }
    }

    private final Map<String, Log> logs = new TreeMap<>();
    private final Map<String, Reader> readers = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private int lives;
    private long reads;
    private int told;
    private int recoveries;

    @Override
    public Set<String> words() {
        return WORDS.keySet();
    }

    @Override
    public boolean hasVerdict() {
        return reads > 0;
    }

    @Override
    public String summary() {
        long sends = logs.values().stream().mapToLong(log -> log.sends.size()).sum();
        return sends + " messages sent, " + reads + " read, " + recoveries + " recoveries, " + told + " times told";
    }

    /** @return how often somebody was told that messages are lost */
    public int told() {
        return told;
    }

    @Override
    public void line(List<String> words) {
        if (words.size() != WORDS.getOrDefault(words.get(0), 0)) {
            throw new IllegalArgumentException("This is no line of a journal: " + words);
        }
        switch (words.get(0)) {
            case "forgot" -> lives++;
            case "subscribed" -> reader(words).fromTheStart = true;
            case "recovered" -> {
                recoveries++;
                reader(words).recovering = true;
            }
            case "told" -> told(reader(words), words);
            case "read" -> read(reader(words), Place.of(words.get(3), words.get(4)), words.get(5));
            case "sending" -> sending(log(words.get(2)), words.get(3));
            case "sent" -> sent(words.get(2), words.get(3), Place.of(words.get(4), words.get(5)));
            case "refused" -> send(words.get(2), words.get(3)).refused = true;
            default -> send(words.get(2), words.get(3));
        }
    }

    private Log log(String channel) {
        return logs.computeIfAbsent(channel, any -> new Log());
    }

    private Send send(String channel, String value) {
        Send send = log(channel).sends.get(value);
        if (send == null) {
            throw new IllegalArgumentException("Nobody has sent " + value + " on " + channel + ".");
        }
        return send;
    }

    private Reader reader(List<String> words) {
        String channel = words.get(2);
        return readers.computeIfAbsent(words.get(1) + " " + channel, any -> new Reader(words.get(1), channel));
    }

    private void told(Reader reader, List<String> words) {
        told++;
        if (++reader.told > lives) {
            faults.add("told-without-cause: " + reader + " " + words.get(3) + ", the " + reader.told + ". time after "
                    + lives + " causes");
        }
        reader.recovering = false;
        reader.jumping = true;
        reader.last = words.get(4).equals("-") ? null : Place.of(words.get(4), words.get(5));
    }

    private static void sending(Log log, String value) {
        log.sends.put(value, new Send(value, log.top));
    }

    private void sent(String channel, String value, Place place) {
        send(channel, value).acknowledged = place;
        int life = holds(channel, place, value).life;
        Log log = log(channel);
        Place top = log.top;
        if (top == null || life > log.lifeOf(top) || life == log.lifeOf(top) && place.offset() > top.offset()) {
            log.top = place;
        }
    }

    private void read(Reader reader, Place place, String value) {
        reads++;
        Epoch epoch = holds(reader.channel, place, value);
        epoch.read(place.offset());
        Place last = reader.last;
        if (reader.jumping) {
            reader.jumps.put(epoch.life, place);
            reader.jumping = false;
        }
        if (last != null && place.offset() <= last.offset()) {
            faults.add("nonmonotonic-poll: " + reader + " " + place + " after " + last);
        } else if (last != null && place.offset() != last.offset() + 1) {
            faults.add(
                    (reader.recovering ? "recovered-skip: " : "poll-skip: ") + reader + " " + place + " after " + last);
        }
        if (last == null || place.offset() > last.offset()) {
            reader.last = place;
        }
        reader.recovering = false;
    }

    /** The value is said to be at that place. */
    private Epoch holds(String channel, Place place, String value) {
        Log log = log(channel);
        Epoch epoch = log.epochs.computeIfAbsent(place.epoch(), any -> new Epoch(lives));
        Entry entry = epoch.entries.computeIfAbsent(place.offset(), any -> new Entry(value));
        if (!entry.value.equals(value)) {
            faults.add("inconsistent-offsets: " + channel + " " + place + " is " + entry.value + " and " + value);
        }
        Place before = log.places.putIfAbsent(epoch.life + " " + value, place);
        if (before != null && !before.equals(place)) {
            faults.add("duplicate: " + channel + " " + value + " is at " + before + " and " + place);
        }
        return epoch;
    }

    @Override
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        logs.forEach((channel, log) -> {
            log.sends.values().forEach(send -> judge(channel, log, send, all));
            log.epochs.values().stream()
                    .flatMap(epoch -> epoch.entries.values().stream())
                    .map(entry -> entry.value)
                    .filter(value -> !log.sends.containsKey(value) || log.sends.get(value).refused)
                    .forEach(value -> all.add("aborted-read: " + channel + " " + value));
        });
        readers.values().forEach(reader -> judge(reader, log(reader.channel), all));
        return all;
    }

    private void judge(String channel, Log log, Send send, List<String> all) {
        Place place = send.acknowledged;
        if (place == null || log.isExcused(place, lives)) {
            return;
        }
        Epoch epoch = log.epochs.get(place.epoch());
        boolean owed = readers.values().stream()
                .anyMatch(reader -> reader.channel.equals(channel) && reader.isOwed(epoch.life, place.offset()));
        if (owed && !epoch.entries.get(place.offset()).read) {
            String name = place.offset() > epoch.highestRead ? "unseen: " : "lost-write: ";
            all.add(name + channel + " " + send.value + " at " + place);
        }
        Place before = send.before;
        if (before != null && log.lifeOf(before) == epoch.life && before.offset() >= place.offset()) {
            all.add("nonmonotonic-send: " + channel + " " + send.value + " at " + place + ", though " + before
                    + " was acknowledged before");
        }
    }

    private void judge(Reader reader, Log log, List<String> all) {
        Place first = reader.jumps.get(0);
        if (reader.fromTheStart && first != null) {
            log.ofLife(0)
                    .map(NavigableMap::firstKey)
                    .filter(offset -> offset < first.offset())
                    .forEach(offset -> all.add("poll-skip: " + reader + " begins at " + first + ", not at " + offset));
        }
        Place last = reader.last;
        log.ofLife(lives)
                .map(NavigableMap::lastKey)
                .filter(offset -> last == null || last.offset() < offset)
                .forEach(offset -> all.add("unseen: " + reader + " from " + last + " to " + offset));
    }
}
