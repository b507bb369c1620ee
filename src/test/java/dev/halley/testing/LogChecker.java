package dev.halley.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
 * kept       &lt;channel&gt; &lt;epoch&gt; &lt;offset&gt; &lt;value&gt;              is in the log at the end; all such lines come first
 * heard      &lt;subscriber&gt; &lt;channel&gt; &lt;value&gt;                    read by a client that is told no positions
 * parted     &lt;subscriber&gt; &lt;channel&gt;                                 its part of the servers may lose: then it is told once
 * </pre>
 *
 * <p>What was acknowledged before another was sent, by anybody, is before that in the log. Until logs end, offsets go on, whatever epochs they
 * are given with; one that begins has later ones than all before it. At the journal's end everybody has had the time to read everything.
 *
 * <p>Where it is known what the log has at the end, nothing else may have been read or acknowledged, except what the part of the servers that
 * lost has said: who has read that is told, before it reads on, and what was acknowledged there has another place. A client that is told no
 * positions may miss messages, but reads none twice, and none after a later one.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class LogChecker implements Checker {

    /** How many words the lines have. */
    private static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("subscribed", 3),
            Map.entry("read", 6),
            Map.entry("recovered", 3),
            Map.entry("told", 6),
            Map.entry("sending", 4),
            Map.entry("sent", 6),
            Map.entry("refused", 4),
            Map.entry("unknown", 4),
            Map.entry("forgot", 1),
            Map.entry("kept", 5),
            Map.entry("heard", 4),
            Map.entry("parted", 3));

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
        /** Where it was said to be by a part of the servers that lost. */
        private @Nullable Place lost;

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

    /** A log from its start to its end, over all its epochs: offsets go on. */
    private static final class Life {

        private final int number;
        private final NavigableMap<Long, Entry> entries = new TreeMap<>();
        private final Map<String, Place> places = new HashMap<>();
        private long highestRead = -1;
        /** The last that was acknowledged. */
        private @Nullable Place top;

        Life(int number) {
            this.number = number;
        }

        void read(long offset) {
            entries.get(offset).read = true;
            highestRead = Math.max(highestRead, offset);
        }
    }

    private static final class Channel {

        private final Map<String, Life> epochs = new HashMap<>();
        private final Map<Integer, Life> lives = new TreeMap<>();
        /** By offset, the first place that was said to be there: logs that follow each other have no offset in common. */
        private final Map<Long, Place> offsets = new HashMap<>();

        private final Map<String, Send> sends = new LinkedHashMap<>();
        /** What the log has at the end; empty if that is not known. */
        private final NavigableMap<Long, Place> kept = new TreeMap<>();

        boolean isKept(String value) {
            Life first = lives.get(0);
            return first != null && first.places.containsKey(value);
        }

        /** @return whether the log has nothing there at the end, or something that another epoch has put there */
        boolean isLost(Place place) {
            return !kept.isEmpty() && !place.equals(kept.get(place.offset()));
        }

        /** @param ended how many logs have ended so far */
        private Life of(Place place, int ended) {
            return epochs.computeIfAbsent(
                    place.epoch(), any -> lives.computeIfAbsent(ended, number -> new Life(number)));
        }

        private Stream<NavigableMap<Long, Entry>> entries(int life) {
            return Stream.ofNullable(lives.get(life)).map(one -> one.entries).filter(entries -> !entries.isEmpty());
        }
    }

    private static final class Reader {

        private final String name;
        private final String channel;
        private boolean fromTheStart;
        private @Nullable Place last;
        private boolean recovering;
        private boolean jumping = true;
        private @Nullable Place first;
        /** By life, the place before which it has been told to go on. */
        private final Map<Integer, Place> jumps = new HashMap<>();

        private int told;
        /** What it has read last is in no log, and it has not been told yet. */
        private boolean astray;

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

    /**
     * What a client that is told no positions has heard of a channel. It cannot tell what is new: what was written to it by a node that is lost
     * before it can say so is written again by another one.
     */
    private static final class Listener {

        private final Set<String> heard = new HashSet<>();
        private final Set<String> again = new HashSet<>();
        private @Nullable Place highest;
    }

    private final Map<String, Channel> channels = new TreeMap<>();
    private final Map<String, Reader> readers = new TreeMap<>();
    private final Map<String, Listener> listeners = new TreeMap<>();
    /** By subscriber and channel, how often its part of the servers may have lost. */
    private final Map<String, Integer> partings = new HashMap<>();

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
        long sends = channels.values().stream()
                .mapToLong(channel -> channel.sends.size())
                .sum();
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
            case "kept" -> kept(words.get(1), Place.of(words.get(2), words.get(3)), words.get(4));
            case "heard" -> heard(words.get(1) + " " + words.get(2), words.get(2), words.get(3));
            case "parted" -> partings.merge(words.get(1) + " " + words.get(2), 1, Integer::sum);
            case "sending" -> sending(channel(words.get(2)), words.get(3));
            case "sent" -> sent(words.get(2), words.get(3), Place.of(words.get(4), words.get(5)));
            case "refused" -> send(words.get(2), words.get(3)).refused = true;
            default -> send(words.get(2), words.get(3));
        }
    }

    private Channel channel(String name) {
        return channels.computeIfAbsent(name, any -> new Channel());
    }

    private Send send(String channel, String value) {
        Send send = channel(channel).sends.get(value);
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
        int causes = lives + partings.getOrDefault(reader.toString(), 0);
        if (++reader.told > causes) {
            faults.add("told-without-cause: " + reader + " " + words.get(3) + ", the " + reader.told + ". time after "
                    + causes + " causes");
        }
        reader.astray = false;
        reader.recovering = false;
        reader.jumping = true;
        reader.last = words.get(4).equals("-") ? null : Place.of(words.get(4), words.get(5));
    }

    private void sending(Channel channel, String value) {
        Life life = channel.lives.get(lives);
        channel.sends.put(value, new Send(value, life == null ? null : life.top));
    }

    /** The log has that at its end. */
    private void kept(String channel, Place place, String value) {
        NavigableMap<Long, Place> kept = channel(channel).kept;
        Map.Entry<Long, Place> last = kept.lastEntry();
        if (last != null && place.offset() != last.getKey() + 1) {
            faults.add("kept-skip: " + channel + " " + place + " after " + last.getValue());
        }
        kept.put(place.offset(), place);
        holds(channel, place, value);
    }

    private void heard(String name, String channel, String value) {
        reads++;
        Listener listener = listeners.computeIfAbsent(name, any -> new Listener());
        Life life = channel(channel).lives.get(0);
        Place place = life == null ? null : life.places.get(value);
        Place highest = listener.highest;
        if (!listener.heard.add(value)) {
            if (!listener.again.add(value)) {
                faults.add("nonmonotonic-poll: " + name + " " + value + " a third time");
            }
        } else if (place == null) {
            faults.add("aborted-read: " + name + " " + value);
        } else if (highest != null && place.offset() < highest.offset() && !partings.containsKey(name)) {
            faults.add("nonmonotonic-poll: " + name + " " + place + " after " + highest);
        }
        listener.highest = place;
    }

    /** Reads what a part of the servers has said that lost. */
    private void readLost(Reader reader, Place place) {
        Place last = reader.last;
        if (!partings.containsKey(reader.toString())) {
            faults.add("lost-read: " + reader + " " + place);
        }
        if (last != null && place.offset() != last.offset() + 1) {
            faults.add("poll-skip: " + reader + " " + place + " after " + last);
        }
        reader.last = place;
        reader.recovering = false;
        reader.astray = true;
    }

    private void sent(String channel, String value, Place place) {
        if (channel(channel).isLost(place)) {
            send(channel, value).lost = place;
            if (partings.isEmpty()) {
                faults.add("lost-write: " + channel + " " + value + " was acknowledged at " + place);
            }
            return;
        }
        send(channel, value).acknowledged = place;
        Life life = holds(channel, place, value);
        Place top = life.top;
        if (top == null || place.offset() > top.offset()) {
            life.top = place;
        }
    }

    private void read(Reader reader, Place place, String value) {
        reads++;
        if (channel(reader.channel).isLost(place)) {
            readLost(reader, place);
            return;
        }
        if (reader.astray) {
            faults.add("untold: " + reader + " " + place + " after " + reader.last + ", which is lost");
            reader.astray = false;
        }
        Life life = holds(reader.channel, place, value);
        life.read(place.offset());
        Place last = reader.last;
        if (reader.jumping) {
            reader.first = reader.jumps.isEmpty() && life.number == 0 ? place : reader.first;
            reader.jumps.put(life.number, place);
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
    private Life holds(String channel, Place place, String value) {
        Life life = channel(channel).of(place, lives);
        Place first = channel(channel).offsets.computeIfAbsent(place.offset(), any -> place);
        if (channel(channel).of(first, lives) != life) {
            faults.add("wrong-epoch: " + channel + " " + value + " at " + place.offset() + " is in " + place.epoch()
                    + " and " + first.epoch() + ", of two logs");
        }
        Entry entry = life.entries.computeIfAbsent(place.offset(), any -> new Entry(value));
        if (!entry.value.equals(value)) {
            faults.add("inconsistent-offsets: " + channel + " " + place + " is " + entry.value + " and " + value);
        }
        Place before = life.places.putIfAbsent(value, place);
        if (before != null && before.offset() != place.offset()) {
            faults.add("duplicate: " + channel + " " + value + " is at " + before + " and " + place);
        }
        return life;
    }

    @Override
    public List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        channels.forEach((name, channel) -> {
            channel.sends.values().forEach(send -> judge(name, channel, send, all));
            channel.lives.values().stream()
                    .flatMap(life -> life.entries.values().stream())
                    .map(entry -> entry.value)
                    .filter(value -> !channel.sends.containsKey(value) || channel.sends.get(value).refused)
                    .forEach(value -> all.add("aborted-read: " + name + " " + value));
        });
        readers.values().forEach(reader -> judge(reader, channel(reader.channel), all));
        return all;
    }

    private void judge(String name, Channel channel, Send send, List<String> all) {
        if (send.lost != null && !channel.isKept(send.value)) {
            all.add("lost-write: " + name + " " + send.value + ", which was acknowledged at " + send.lost);
        }
        Place place = send.acknowledged;
        if (place == null) {
            return;
        }
        Life life = channel.of(place, lives);
        // What is at the end of a log that has ended may have been read by nobody.
        boolean excused = life.number < lives && place.offset() > life.highestRead;
        if (!excused && !life.entries.get(place.offset()).read && isOwed(name, life, place)) {
            String fault = place.offset() > life.highestRead ? "unseen: " : "lost-write: ";
            all.add(fault + name + " " + send.value + " at " + place);
        }
        Place before = send.before;
        if (before != null && channel.of(before, lives) == life && before.offset() >= place.offset()) {
            all.add("nonmonotonic-send: " + name + " " + send.value + " at " + place + ", though " + before
                    + " was acknowledged before");
        }
    }

    private boolean isOwed(String channel, Life life, Place place) {
        return readers.values().stream()
                .anyMatch(reader -> reader.channel.equals(channel) && reader.isOwed(life.number, place.offset()));
    }

    private void judge(Reader reader, Channel channel, List<String> all) {
        Place first = reader.first;
        if (reader.fromTheStart && first != null) {
            channel.entries(0)
                    .map(NavigableMap::firstKey)
                    .filter(offset -> offset < first.offset())
                    .forEach(offset -> all.add("poll-skip: " + reader + " begins at " + first + ", not at " + offset));
        }
        Place last = reader.last;
        if (reader.astray) {
            all.add("untold: " + reader + " ends at " + last + ", which is lost");
        }
        channel.entries(lives)
                .map(NavigableMap::lastKey)
                .filter(offset -> last == null || last.offset() < offset)
                .forEach(offset -> all.add("unseen: " + reader + " from " + last + " to " + offset));
    }
}
