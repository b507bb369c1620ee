package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A client that keeps its positions, sees gaps by them, and subscribes again then, as the page about history says.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
final class FollowingClient {

    private static final int MOST_HEALS = 3;

    /** What it got of one channel, in its order: a message's offset, or that it was told to begin anew after an offset. */
    record Entry(boolean told, long offset, String data) {}

    private static final class Place {
        private final List<Entry> log = new ArrayList<>();
        private String epoch = "";
        /** -1 if the next message says it. */
        private long offset = -1;

        private boolean known;
        /** What comes is dropped until the reply to a subscribe: it comes again. */
        private boolean gap;

        void begin(long at) {
            offset = at;
            log.add(new Entry(true, at, ""));
        }
    }

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Set<String> subscribed = new TreeSet<>();
    private final List<String> reasons = new ArrayList<>();
    private TestPeer peer;
    private boolean gap;
    private Map<String, RawJson> asked = Map.of();

    FollowingClient(TestPeer peer) {
        this.peer = peer;
    }

    void peer(TestPeer other) {
        peer = other;
    }

    List<Entry> log(String channel) {
        Place place = places.get(channel);
        return place == null ? List.of() : place.log;
    }

    /** @return why it was told that it missed something */
    List<String> reasons() {
        return reasons;
    }

    Set<String> subscribed() {
        return subscribed;
    }

    private boolean gets(String channel) {
        return subscribed.contains(channel) || subscribed.contains("/h/*");
    }

    /** @param wish what it wants of a channel that it does not know */
    void subscribe(String name, String wish) {
        subscribed.add(name);
        Map<String, RawJson> wishes = wishes();
        if (!wish.isEmpty() && !wishes.containsKey(name)) {
            wishes.put(name, RawJson.parse(wish));
        }
        send(List.of(name), wishes);
        heal();
    }

    /** The same where the reply comes when the server's threads bring it. */
    void subscribeLater(String name, String wish) {
        subscribed.add(name);
        write(List.of(name), Map.of(name, RawJson.parse(wish)));
    }

    void subscribeAgainLater() {
        gap = false;
        write(List.copyOf(subscribed), wishes());
    }

    void readWithoutHealing() {
        take(peer.received(), asked);
    }

    boolean hasGap() {
        return gap;
    }

    void unsubscribe(String name) {
        if (subscribed.remove(name)) {
            peer.unsubscribe(name);
            read();
        }
    }

    /** After a connection that has ended without its reply, or a new handshake. */
    void subscribeAgain() {
        gap = false;
        if (!subscribed.isEmpty()) {
            send(List.copyOf(subscribed), wishes());
        }
        heal();
    }

    private void heal() {
        int heals = 0;
        while (gap) {
            assertThat(++heals).as("subscribes in a row").isLessThan(MOST_HEALS);
            gap = false;
            send(List.copyOf(subscribed), wishes());
        }
    }

    private Map<String, RawJson> wishes() {
        Map<String, RawJson> wishes = new HashMap<>();
        places.forEach((channel, place) -> {
            if (place.known && place.offset >= 0) {
                wishes.put(channel, RawJson.from(Map.of("epoch", place.epoch, "offset", place.offset)));
            }
        });
        return wishes;
    }

    private void send(List<String> names, Map<String, RawJson> wishes) {
        write(names, wishes);
        take(peer.received(), wishes);
    }

    private void write(List<String> names, Map<String, RawJson> wishes) {
        asked = wishes;
        peer.send("{\"channel\":\"/meta/subscribe\",\"clientId\":\"$\",\"subscription\":" + RawJson.from(names)
                + ",\"ext\":{\"history\":" + JsonObjects.of(wishes) + "}}");
    }

    void read() {
        take(peer.received(), Map.of());
        heal();
    }

    private void take(List<String> texts, Map<String, RawJson> wishes) {
        for (String text : texts) {
            Map<String, RawJson> message = JsonObjects.members(RawJson.parse(text));
            String channel = message.get("channel").string();
            RawJson history = JsonObjects.member(message.get("ext"), "history");
            if (channel.equals("/meta/subscribe")) {
                assertThat(text).contains("\"successful\":true");
                if (history != null) {
                    JsonObjects.members(history)
                            .forEach((name, told) -> replied(name, JsonObjects.members(told), wishes.get(name)));
                }
            } else if (channel.equals("/meta/connect") && history != null) {
                JsonObjects.members(history).forEach((name, told) -> considered(name, JsonObjects.members(told)));
            } else if (history != null && gets(channel)) {
                message(channel, JsonObjects.members(history), String.valueOf(message.get("data")));
            }
        }
    }

    private void replied(String channel, Map<String, RawJson> told, @Nullable RawJson wish) {
        Place place = places.computeIfAbsent(channel, name -> new Place());
        place.gap = false;
        boolean recovered = RawJson.TRUE.equals(told.get("recovered"));
        boolean positioned = wish != null && wish.text().contains("epoch");
        if (told.containsKey("reason")) {
            reasons.add(told.get("reason").string());
        }
        assertThat(recovered && !positioned).isFalse();
        boolean following = told.containsKey("following");
        boolean kept = place.known
                && (following || place.epoch.equals(told.get("epoch").string()));
        if (recovered || kept && !told.containsKey("reason")) {
            // What comes again is known by its position.
            return;
        }
        place.known = true;
        place.epoch = told.get("epoch").string();
        place.begin(number(told, "offset") - (told.containsKey("count") ? number(told, "count") : 0));
    }

    private void considered(String channel, Map<String, RawJson> told) {
        Place place = places.get(channel);
        if (told.containsKey("lost")) {
            lost(place);
        } else if (place != null
                && place.known
                && !place.gap
                && place.epoch.equals(told.get("epoch").string())) {
            place.offset = Math.max(place.offset, number(told, "offset"));
        }
    }

    /** Its position is void. */
    private void lost(@Nullable Place place) {
        if (place != null && place.known) {
            place.gap = true;
            gap = true;
        }
    }

    private void message(String channel, Map<String, RawJson> told, String data) {
        Place place = places.computeIfAbsent(channel, name -> new Place());
        long offset = number(told, "offset");
        if (told.containsKey("lost")) {
            lost(place);
        }
        boolean newEpoch =
                told.containsKey("epoch") && !told.get("epoch").string().equals(place.epoch);
        if (!place.known) {
            place.known = true;
            place.begin(offset - 1);
        }
        if (place.gap) {
            return;
        }
        if (newEpoch) {
            place.epoch = told.get("epoch").string();
        } else if (offset <= place.offset) {
            return;
        } else if ((told.containsKey("after") ? number(told, "after") : offset - 1) > place.offset) {
            place.gap = true;
            gap = true;
            return;
        }
        place.offset = offset;
        place.log.add(new Entry(false, offset, data));
    }

    private static long number(Map<String, RawJson> fields, String name) {
        return Long.parseLong(fields.get(name).text());
    }
}
