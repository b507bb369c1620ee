package dev.halley.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServer;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.interop.CometdClient.Kind;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Request;
import dev.halley.testing.JettyHost;
import dev.halley.testing.TestServer;
import dev.halley.testkit.CoreDoor;
import dev.halley.testkit.Setup;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.cometd.bayeux.Message;
import org.cometd.bayeux.client.ClientSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** CometD's Java client on channels that keep history and show their members: it sees plain Bayeux, and members where these are shown. */
@ExtendWith(SharedServer.class)
class CometdOnKeptChannelsIT {

    private static final Map<String, Object> FORGED = Map.of(
            "history", Map.of("epoch", "forged", "offset", 7),
            "publishKey", "forged",
            "presence", Map.of("info", 1),
            "flow", Map.of("paused", true),
            "replay", Map.of("/forged", 7),
            "mine", 1);

    /** Notes all that comes on a channel or answers what concerns it, but for what differs each time. */
    private record Notes(List<String> lines) implements ClientSession.Extension {

        @Override
        public boolean rcv(ClientSession session, Message.Mutable message) {
            return note(message);
        }

        @Override
        public boolean rcvMeta(ClientSession session, Message.Mutable message) {
            return !message.getChannel().endsWith("subscribe") || note(message);
        }

        private boolean note(Message.Mutable message) {
            Map<String, Object> fields = new TreeMap<>(message);
            fields.remove(Message.ID_FIELD);
            lines.add(fields.toString());
            return true;
        }
    }

    /** Adds fields, as only an extension can, to one publish: the key of it is a true one, and may not come with other data. */
    private record Forger(Object data) implements ClientSession.Extension {

        @Override
        public boolean send(ClientSession session, Message.Mutable message) {
            if (data.equals(message.getData())) {
                message.getExt(true).putAll(FORGED);
            }
            return true;
        }
    }

    private static List<String> talkOn(String channel, Kind kind, URI halley) throws Exception {
        Notes notes = new Notes(new CopyOnWriteArrayList<>());
        try (var alice = CometdClient.connect(kind, halley, bayeux -> bayeux.addExtension(notes));
                var bob = CometdClient.connect(
                        Kind.WEBSOCKET, halley, bayeux -> bayeux.addExtension(new Forger("one")))) {
            alice.subscribe(channel);
            bob.publish(channel, "one");
            assertThat(alice.hears(channel, 1)).containsExactly("one");
            alice.publish(channel, "two");
            bob.publish(channel, "three");
            assertThat(alice.hears(channel, 2)).containsExactly("two", "three");
            alice.unsubscribe(channel);
        }
        return notes.lines().stream()
                .map(line -> line.replace(channel, "/x"))
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "LONG_POLLING"})
    void channelLooksLikeAnyOtherAndWhatIsForgedReachesNobody(Kind kind, URI halley) throws Exception {
        List<String> plain = talkOn("/interop/plain/java/" + kind, kind, halley);
        assertThat(talkOn("/interop/kept/java/" + kind, kind, halley)).isEqualTo(plain);
        assertThat(plain).contains("{channel=/x, data=one, ext={mine=1}}").hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "LONG_POLLING"})
    void membersAreListedAndToldOf(Kind kind, URI halley) throws Exception {
        String room = "/interop/kept/java/room/" + kind;
        try (var alice = CometdClient.connect(kind, halley);
                var bob = CometdClient.connect(Kind.WEBSOCKET, halley)) {
            alice.subscribe("/presence" + room);
            assertThat(alice.hears("/presence" + room, 1)).containsExactly(Map.of("version", 0L, "members", List.of()));
            bob.subscribe(room);
            assertThat(alice.hears("/presence" + room, 1).toString()).contains("version=1", "join=[{", "sessions=1");
            bob.unsubscribe(room);
            assertThat(alice.hears("/presence" + room, 1).toString()).contains("version=2", "leave=[#");
        }
    }

    /** A policy that knows nothing of presence. */
    private static final class Doorman implements SecurityPolicy {

        @Override
        public Decision canSubscribe(
                BayeuxServer server, ServerSession session, ChannelId channel, Request.Subscribe request) {
            return Decision.of(session.isLocal() || !channel.toString().equals("/room/secret"));
        }
    }

    @Test
    void membersOfAChannelThatItMayNotSubscribeToAreRefused() throws Exception {
        Setup setup = CoreDoor.unrecorded(new Setup()).inRealTime().policy(new Doorman());
        try (var server = TestServer.start(
                        new JettyHost(),
                        TestServer.WEBSOCKET,
                        setup,
                        "presence",
                        "/room/*",
                        "history",
                        "/room/*=9/1m");
                var alice = CometdClient.connect(Kind.LONG_POLLING, server.uri("http"))) {
            assertThat(alice.trySubscribe("/presence/room/secret"))
                    .containsEntry(Message.ERROR_FIELD, "403:denied_by_security_policy:subscribe_denied");
            assertThat(alice.publish("/presence/room/open", "members"))
                    .containsEntry(Message.ERROR_FIELD, "403:denied_by_presence:publish_denied");
            alice.subscribe("/presence/room/open");
            assertThat(alice.hears("/presence/room/open", 1)).hasSize(1);
        }
    }
}
