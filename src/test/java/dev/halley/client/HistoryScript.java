package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of a {@link Talk}: keeps histories, serves one client from them, and goes wrong when it is told to.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class HistoryScript {

    /**
     * One message of a stream.
     *
     * @param number one more for each message of the channel, whatever happens to the epochs
     * @param leftOut whether the client does not get it, on purpose
     */
    record Entry(int number, Position position, boolean leftOut) {}

    /** The history of one channel, and where the client's session stands in it. */
    static final class Stream {

        final List<Entry> entries = new ArrayList<>();
        private final Map<String, Entry> keys = new LinkedHashMap<>();
        private final List<Message> queue = new ArrayList<>();
        private String epoch = "e1";
        private long top;
        /** Entries up to this number cannot be recovered. */
        private int goneUpTo;

        private boolean subscribed;
        private boolean lost;
        private @Nullable String told;
        /** Whether a message was dropped: a server that then said up to where it has sent everything would lie. */
        private boolean holed;
        /** How often something happened by which messages may be missing. */
        int losses;
    }

    final Talk talk;
    private final Map<String, Stream> streams = new LinkedHashMap<>();
    private @Nullable String session;
    private int sessions;
    int subscribes;

    HistoryScript(Talk talk, List<String> channels) {
        this.talk = talk;
        channels.forEach(channel -> streams.put(channel, new Stream()));
    }

    Stream stream(String channel) {
        return streams.get(channel);
    }

    // ---- what happens

    Entry publish(String channel, boolean leftOut) {
        Stream stream = stream(channel);
        Entry entry = new Entry(stream.entries.size() + 1, new Position(stream.epoch, ++stream.top), leftOut);
        stream.entries.add(entry);
        if (stream.subscribed && !leftOut) {
            stream.queue.add(message(channel, entry));
        }
        return entry;
    }

    private Message message(String channel, Entry entry) {
        Stream stream = stream(channel);
        Map<String, RawJson> history = new LinkedHashMap<>();
        Position at = entry.position();
        if (!at.epoch().equals(stream.told)) {
            history.put("epoch", RawJson.from(at.epoch()));
            stream.told = at.epoch();
        }
        history.put("offset", RawJson.from(at.offset()));
        long after = before(stream, entry);
        if (after < at.offset() - 1) {
            history.put("after", RawJson.from(after));
        }
        if (stream.lost) {
            history.put("lost", RawJson.TRUE);
            stream.lost = false;
        }
        return Message.on(channel).with("data", entry.number()).withExt("history", JsonObjects.of(history));
    }

    /** @return the offset behind which all others were left out */
    private static long before(Stream stream, Entry entry) {
        long after = entry.position().offset() - 1;
        for (int i = entry.number() - 2; i >= 0 && stream.entries.get(i).leftOut(); i--) {
            if (!stream.entries
                    .get(i)
                    .position()
                    .epoch()
                    .equals(entry.position().epoch())) {
                break;
            }
            after = stream.entries.get(i).position().offset() - 1;
        }
        return after;
    }

    /** What is there can be recovered no more. */
    void evict(String channel) {
        Stream stream = stream(channel);
        stream.goneUpTo = stream.entries.size();
        stream.losses++;
    }

    /** What the client has got belongs to a side that has lost: another epoch begins. */
    void begin(String channel) {
        Stream stream = stream(channel);
        stream.epoch = "e" + (Integer.parseInt(stream.epoch.substring(1)) + 1);
        stream.top += 1_000;
        stream.goneUpTo = stream.entries.size();
        stream.lost = stream.subscribed;
        stream.losses++;
    }

    /** Sends up to so many of the messages that wait. */
    void flush(String channel, int count) {
        Stream stream = stream(channel);
        for (int i = 0; i < count && !stream.queue.isEmpty(); i++) {
            talk.receive(stream.queue.remove(0));
        }
    }

    /** Forgets the first message that waits, though it says nothing of that. */
    void drop(String channel) {
        Stream stream = stream(channel);
        if (!stream.queue.isEmpty()) {
            stream.queue.remove(0);
            stream.holed = true;
            stream.losses++;
        }
    }

    /** Sends again what was sent. */
    void again(String channel, int number) {
        Stream stream = stream(channel);
        if (number < stream.entries.size() - stream.queue.size() && stream.subscribed && !stream.lost) {
            Entry entry = stream.entries.get(number);
            if (!entry.leftOut() && entry.position().epoch().equals(stream.told)) {
                talk.receive(message(channel, entry));
            }
        }
    }

    /** The connection breaks, with what was on its way. */
    void cut() {
        loseAll();
        talk.breakDown();
    }

    /** All that waits is sent, and does not arrive. */
    void loseAll() {
        streams.values().forEach(stream -> stream.queue.clear());
    }

    /** The session is gone. */
    void forget() {
        session = null;
        streams.values().forEach(stream -> {
            stream.queue.clear();
            stream.subscribed = false;
            stream.lost = false;
            stream.told = null;
        });
    }

    // ---- requests

    /** Answers all that is asked but the held connect; the replies may be lost. */
    void answer(boolean replies) {
        for (Optional<Message> next = next(HistoryScript::isNoConnect);
                next.isPresent();
                next = next(HistoryScript::isNoConnect)) {
            answer(next.get(), replies);
            if (!replies) {
                return;
            }
        }
    }

    void answerConnect() {
        next(message -> message.channel().equals(Talk.CONNECT)).ifPresent(connect -> {
            if (session == null || !connect.clientId().orElse("").equals(session)) {
                talk.refuse(Talk.CONNECT, "402::session_unknown", null);
                return;
            }
            streams.keySet().forEach(channel -> flush(channel, Integer.MAX_VALUE));
            talk.answer(Talk.CONNECT, this::considered);
        });
    }

    private Message considered(Message reply) {
        Map<String, RawJson> history = new LinkedHashMap<>();
        streams.forEach((channel, stream) -> {
            boolean tail = stream.subscribed
                    && !stream.lost
                    && !stream.holed
                    && !stream.entries.isEmpty()
                    && stream.entries.get(stream.entries.size() - 1).leftOut()
                    && stream.epoch.equals(stream.told);
            if (tail) {
                history.put(channel, RawJson.from(Map.of("offset", stream.top)));
            }
        });
        return history.isEmpty() ? reply : reply.withExt("history", JsonObjects.of(history));
    }

    private static boolean isNoConnect(Message message) {
        return !message.channel().equals(Talk.CONNECT);
    }

    private Optional<Message> next(Predicate<Message> wanted) {
        return talk.open().stream().map(talk::sent).filter(wanted).findFirst();
    }

    private void answer(Message message, boolean replies) {
        if (message.channel().equals(Talk.HANDSHAKE)) {
            session = "s" + ++sessions;
            if (replies) {
                talk.acceptWithHistory(session);
            }
        } else if (session == null || !message.clientId().orElse("").equals(session)) {
            if (replies) {
                talk.refuse(message.channel(), "402::session_unknown", null);
            }
        } else if (message.channel().equals("/meta/subscribe")) {
            subscribe(message, replies);
        } else {
            store(message, replies);
        }
    }

    private void store(Message message, boolean replies) {
        Stream stream = stream(message.channel());
        String key = message.ext("publishKey").map(RawJson::string).orElse(null);
        Entry known = key == null ? null : stream.keys.get(key);
        Entry entry = known == null ? publish(message.channel(), false) : known;
        if (key != null) {
            stream.keys.put(key, entry);
        }
        if (replies) {
            RawJson history = JsonObjects.with(entry.position().toJson(), "duplicate", RawJson.from(known != null));
            talk.answer(message.channel(), reply -> reply.withExt("history", history));
        }
    }

    private void subscribe(Message message, boolean replies) {
        subscribes++;
        String channel = message.field("subscription").orElseThrow().string();
        Stream stream = stream(channel);
        RawJson request = message.ext("history")
                .map(history -> JsonObjects.member(history, channel))
                .orElse(null);
        Map<String, RawJson> told =
                new LinkedHashMap<>(JsonObjects.members(new Position(stream.epoch, stream.top).toJson()));
        List<Entry> missed = serve(stream, request, told);
        stream.told = stream.epoch;
        if (missed != null) {
            stream.lost = false;
            stream.holed = false;
            stream.queue.clear();
            missed.stream()
                    .filter(entry -> !entry.leftOut())
                    .forEach(entry -> stream.queue.add(message(channel, entry)));
        }
        stream.subscribed = true;
        if (replies) {
            talk.answer(
                    "/meta/subscribe",
                    reply -> reply.withExt("history", JsonObjects.of(Map.of(channel, JsonObjects.of(told)))));
        }
    }

    /** @return what is sent of the history; null to go on with what waits */
    private static @Nullable List<Entry> serve(Stream stream, @Nullable RawJson request, Map<String, RawJson> told) {
        if (request == null) {
            if (stream.subscribed) {
                told.put("following", RawJson.TRUE);
                return null;
            }
            return List.of();
        }
        Map<String, RawJson> wanted = JsonObjects.members(request);
        if (wanted.containsKey("last")) {
            int size = stream.entries.size();
            int last = (int) HistoryMark.offset(wanted.get("last"));
            List<Entry> newest = stream.entries.subList(Math.max(stream.goneUpTo, size - last), size);
            told.put("count", RawJson.from(visible(newest)));
            return newest;
        }
        Position from = new Position(wanted.get("epoch").string(), HistoryMark.offset(wanted.get("offset")));
        List<Entry> missed = stream.entries.stream()
                .filter(entry -> entry.position().offset() > from.offset())
                .toList();
        boolean there = from.epoch().equals(stream.epoch)
                && missed.stream().allMatch(entry -> entry.number() > stream.goneUpTo);
        told.put("recovered", RawJson.from(there));
        if (!there) {
            told.put("reason", RawJson.from(from.epoch().equals(stream.epoch) ? "evicted" : "void"));
            return List.of();
        }
        told.put("count", RawJson.from(visible(missed)));
        return missed;
    }

    private static long visible(List<Entry> entries) {
        return entries.stream().filter(entry -> !entry.leftOut()).count();
    }
}
