package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Member;
import dev.halley.core.session.CoreSession;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * Whatever sessions do, in whatever order: each watcher's list, made of the messages that it got, is that of those who are there, no
 * version is left out, and listeners hear of each member's coming and going in turn.
 */
class PresencePropertiesTest {

    /** Times lie far apart, so that it is never open whether a sweep has noticed: 10 s, 15 s, 20 s, 45 s, 50 s. */
    private static final long STEP = 10_000;

    private static final long GRACE = 15_000;
    private static final long EXPIRY = 45_000;
    private static final long DELAY = 50;
    private static final List<String> USERS = List.of("ann", "ann", "ann", "bob", "bob", "cleo");
    private static final List<String> CHANNELS = List.of("/chat/1", "/chat/2");

    /** What may happen next. */
    enum Kind {
        SUBSCRIBE,
        UNSUBSCRIBE,
        SUBSCRIBE_TO_A_PATTERN,
        UNSUBSCRIBE_FROM_THE_PATTERN,
        DISCONNECT,
        KICK,
        VANISH,
        COME_BACK,
        /** Ten seconds pass. */
        PASS,
        SAY_SOMETHING,
        REMOVE_THE_CHANNEL,
        WATCH,
        WATCH_AGAIN,
        STOP_WATCHING,
        /** All that is to be told is told, and what each knows is compared. */
        LOOK
    }

    @Property(tries = 400)
    void everyWatchersListIsTheTruth(
            @ForAll @Size(max = 120) List<Kind> kinds,
            @ForAll @Size(min = 120, max = 120) List<@IntRange(max = 5) Integer> sessions,
            @ForAll @Size(min = 120, max = 120) List<@IntRange(max = 1) Integer> channels) {
        World world = new World();
        try {
            for (int i = 0; i < kinds.size(); i++) {
                world.step(kinds.get(i), sessions.get(i), channels.get(i));
            }
            world.look();
            world.finish();
        } finally {
            world.server.core().stop();
        }
    }

    private static final class World {
        private final TestCore server = new TestCore(
                Map.of(
                        "stopTimeout", "0",
                        "presence", "/chat/*",
                        "presenceGrace", "" + GRACE,
                        "maxInterval", "" + EXPIRY,
                        "timeout", "100000000"),
                Runnable::run);
        private final List<Client> clients = new ArrayList<>();
        private final List<Watcher> watchers = new ArrayList<>();
        private final Set<String> heard = new TreeSet<>();
        private long now;
        private int said;

        World() {
            USERS.forEach(user -> clients.add(new Client(user)));
            for (int i = 0; i < 4; i++) {
                watchers.add(new Watcher(CHANNELS.get(i % 2)));
            }
            server.core().addListener(new BayeuxServerListener.MemberListener() {
                @Override
                public void memberJoined(String channel, Member member) {
                    assertThat(heard.add(channel + " " + member.id())).isTrue();
                }

                @Override
                public void memberLeft(String channel, Member member) {
                    assertThat(heard.remove(channel + " " + member.id())).isTrue();
                }
            });
        }

        void step(Kind kind, int number, int channel) {
            Client client = clients.get(number);
            Watcher watcher = watchers.get(number % watchers.size());
            String name = CHANNELS.get(channel);
            switch (kind) {
                case SUBSCRIBE -> client.subscribe(name);
                case UNSUBSCRIBE -> client.unsubscribe(name);
                case SUBSCRIBE_TO_A_PATTERN -> client.speak(peer -> peer.subscribe("/chat/*"));
                case UNSUBSCRIBE_FROM_THE_PATTERN -> client.speak(peer -> peer.unsubscribe("/chat/*"));
                case DISCONNECT -> client.disconnect();
                case KICK -> client.kick();
                case VANISH -> client.vanish();
                case COME_BACK -> client.comeBack();
                case PASS -> pass(STEP);
                case SAY_SOMETHING -> client.say(++said);
                case REMOVE_THE_CHANNEL -> {
                    server.channel(name).remove();
                    clients.forEach(one -> one.subscribed.remove(name));
                }
                case WATCH -> watcher.watch();
                case WATCH_AGAIN -> watcher.watchAgain();
                case STOP_WATCHING -> watcher.stop();
                case LOOK -> look();
            }
        }

        private void pass(long millis) {
            server.pass(millis);
            now += millis;
            clients.forEach(Client::timePasses);
        }

        void look() {
            pass(DELAY);
            Set<String> all = new TreeSet<>();
            for (String channel : CHANNELS) {
                Map<String, Integer> truth = truth(channel);
                Map<String, Integer> known = new TreeMap<>();
                server.channel(channel)
                        .presence()
                        .members()
                        .forEach(member -> known.put(member.id(), member.sessions()));
                assertThat(known).isEqualTo(truth);
                truth.keySet().forEach(id -> all.add(channel + " " + id));
                watchers.stream().filter(one -> one.channel.equals(channel)).forEach(one -> one.compare(truth));
            }
            assertThat(heard).isEqualTo(all);
        }

        private Map<String, Integer> truth(String channel) {
            Map<String, Integer> truth = new TreeMap<>();
            clients.stream()
                    .filter(client -> client.isIn(channel))
                    .forEach(client -> truth.merge(client.user, 1, Integer::sum));
            return truth;
        }

        void finish() {
            clients.forEach(Client::kick);
            look();
            watchers.forEach(Watcher::stop);
            pass(DELAY);
            assertThat(server.core().presence())
                    .hasToString("PresenceSizes[channels=0, members=0, watchers=0, awaited=0]");
            server.assertNothingFailed();
        }

        /** A session, and the next one when it has ended. */
        private final class Client {
            private final String user;
            private final Set<String> subscribed = new HashSet<>();
            private TestPeer peer;
            private @Nullable Long awaySince;
            private boolean absent;

            Client(String user) {
                this.user = user;
                peer = begin();
            }

            private TestPeer begin() {
                TestPeer fresh = server.webSocket(Peers.onWebSocket(null, user)).connected();
                fresh.connect();
                subscribed.clear();
                awaySince = null;
                absent = false;
                return fresh;
            }

            boolean isIn(String channel) {
                return !absent && subscribed.contains(channel);
            }

            void speak(Consumer<TestPeer> message) {
                if (awaySince == null) {
                    message.accept(peer);
                }
            }

            void subscribe(String channel) {
                if (awaySince == null) {
                    peer.subscribe(channel);
                } else {
                    server.channel(channel).subscribe(session());
                }
                subscribed.add(channel);
            }

            void unsubscribe(String channel) {
                if (awaySince == null) {
                    peer.unsubscribe(channel);
                } else {
                    server.channel(channel).unsubscribe(session());
                }
                subscribed.remove(channel);
            }

            private CoreSession session() {
                return server.session(peer);
            }

            void disconnect() {
                if (awaySince == null) {
                    peer.disconnect();
                    peer = begin();
                }
            }

            void kick() {
                session().disconnect();
                peer = begin();
            }

            void vanish() {
                if (awaySince == null) {
                    peer.vanish();
                    awaySince = now;
                }
            }

            void comeBack() {
                if (awaySince != null) {
                    peer = server.webSocket(Peers.onWebSocket(null, user)).as(peer);
                    peer.connect();
                    awaySince = null;
                    absent = false;
                }
            }

            void say(int something) {
                session().presenceInfo(Map.of("said", something));
            }

            void timePasses() {
                long away = awaySince == null ? 0 : now - awaySince;
                if (away > EXPIRY) {
                    assertThat(server.knows(peer)).isFalse();
                    peer = begin();
                } else if (away > GRACE) {
                    absent = true;
                }
            }
        }

        /** Makes a list of what it is told. */
        private final class Watcher {
            private final String channel;
            private final TestPeer peer = server.webSocket().connected();
            private final Map<String, Integer> members = new TreeMap<>();
            private final Map<String, String> infos = new TreeMap<>();
            private boolean watching;
            private long version = -1;

            Watcher(String channel) {
                this.channel = channel;
                peer.connect();
            }

            void watch() {
                if (!watching) {
                    watchAgain();
                }
            }

            void watchAgain() {
                read();
                peer.subscribe("/presence" + channel);
                watching = true;
                version = watching && version >= 0 ? version : -1;
            }

            void stop() {
                read();
                if (watching) {
                    peer.unsubscribe("/presence" + channel);
                    watching = false;
                    version = -1;
                }
            }

            void compare(Map<String, Integer> truth) {
                read();
                if (watching) {
                    assertThat(members).isEqualTo(truth);
                    assertThat(infos).isEqualTo(infosOfMembers());
                }
            }

            private Map<String, String> infosOfMembers() {
                Map<String, String> said = new TreeMap<>();
                for (Member member : server.channel(channel).presence().members()) {
                    if (member.info() != null) {
                        said.put(member.id(), member.info().text());
                    }
                }
                return said;
            }

            private void read() {
                for (String text : peer.received()) {
                    JsonObject message =
                            Json.createReader(new StringReader(text)).readObject();
                    if (message.getString("channel").equals("/presence" + channel) && message.containsKey("data")) {
                        take(message.getJsonObject("data"));
                    }
                }
            }

            private void take(JsonObject data) {
                long told = data.getJsonNumber("version").longValue();
                if (data.containsKey("members")) {
                    assertThat(told).isGreaterThanOrEqualTo(version);
                    members.clear();
                    infos.clear();
                    put(data, "members");
                } else {
                    assertThat(version).as("the list comes first").isGreaterThanOrEqualTo(0);
                    assertThat(told).isEqualTo(version + 1);
                    put(data, "join");
                    if (data.containsKey("leave")) {
                        data.getJsonArray("leave").getValuesAs(JsonString.class).forEach(id -> {
                            assertThat(members.remove(id.getString())).isNotNull();
                            infos.remove(id.getString());
                        });
                    }
                }
                version = told;
            }

            private void put(JsonObject data, String key) {
                if (!data.containsKey(key)) {
                    return;
                }
                for (JsonObject member : data.getJsonArray(key).getValuesAs(JsonObject.class)) {
                    members.put(member.getString("id"), member.getInt("sessions"));
                    infos.remove(member.getString("id"));
                    if (member.containsKey("info")) {
                        infos.put(member.getString("id"), member.get("info").toString());
                    }
                }
            }
        }
    }
}
