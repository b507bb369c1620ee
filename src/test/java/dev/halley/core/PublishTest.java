package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(Link.Kind.class)
    void subscribersGetWhatCameWithoutWhoSentIt(Link.Kind kind) {
        TestCore server = servers.start();
        TestPeer reader = server.webSocket().subscribedTo("/chat");
        TestPeer writer = server.peer(kind).connected();
        writer.send("""
                {"channel":"/chat","id":"secret","clientId":"$","data":{ "a" : 1e400 ,"b":[[null]]},"ext":{"x":1},
                 "groupName":"g","advice":{"reconnect":"none"},"successful":false,"error":"e","subscription":"/s"}""");
        assertThat(writer.received()).containsExactly("""
                {"channel":"/chat","id":"secret","successful":true}""");
        assertThat(reader.received()).containsExactly("""
                {"channel":"/chat","data":{ "a" : 1e400 ,"b":[[null]]},"ext":{"x":1},"groupName":"g"}""");
    }

    @Test
    void eventsComeInTheirOrder() {
        TestCore server = servers.start();
        TestPeer reader = server.webSocket().subscribedTo("/a", "/b");
        TestPeer writer = server.webSocket().connected();
        writer.send("""
                [{"channel":"/a","clientId":"$","data":1},{"channel":"/b","clientId":"$","data":2},
                 {"channel":"/a","clientId":"$","data":3}]""");
        assertThat(reader.received()).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/b","data":2}""", """
                {"channel":"/a","data":3}""");
        assertThat(reader.last().connection().batches()).as("together").last().satisfies(batch -> assertThat(
                        batch.messages())
                .hasSize(3));
    }

    @ParameterizedTest
    @CsvSource({"true,true,true,true", "false,true,true,false", "true,false,true,false", "true,true,false,false"})
    void publisherThatIsSubscribedGetsItsOwnEventUnlessToldOtherwise(
            boolean byServer, boolean byChannel, boolean bySession, boolean gets) {
        TestCore server = servers.start("broadcastToPublisher", Boolean.toString(byServer));
        TestPeer peer = server.webSocket().subscribedTo("/a");
        TestPeer other = server.webSocket().subscribedTo("/a");
        assertThat(server.channel("/a").isBroadcastToPublisher()).isEqualTo(byServer);
        if (!byChannel) {
            server.channel("/a").broadcastToPublisher(false);
        }
        server.session(peer).broadcastToPublisher(bySession);
        peer.publish("/a", "1");
        assertThat(peer.received()).hasSize(gets ? 2 : 1);
        assertThat(other.received()).hasSize(1);
        server.channel("/a").publish(server.session(peer), 2);
        assertThat(peer.received()).hasSize(gets ? 1 : 0);
        assertThat(other.received()).hasSize(1);
        server.channel("/a").publish(null, 3);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void publishToAServiceChannelMakesNoneAndReachesListeners() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        server.channel("/service/**").addListener((MessageListener) (from, message) -> {
            heard.add(message.channel() + " " + message.data());
            return Verdict.pass();
        });
        TestPeer peer = server.webSocket().connected();
        for (int i = 0; i < 100; i++) {
            peer.publish("/service/x" + i, "" + i);
        }
        peer.send("""
                {"channel":"/service/nothing","clientId":"$"}""");
        assertThat(peer.received()).hasSize(101).allMatch(reply -> reply.contains("\"successful\":true"));
        assertThat(heard).hasSize(101).contains("/service/x99 99");
        assertThat(server.core().channels()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/x", "/meta/a/b", "/meta/ping"})
    void nobodyPublishesToMetaChannels(String channel) {
        TestPeer peer = servers.start().webSocket().connected();
        peer.publish(channel, "1");
        assertThat(peer.received()).singleElement().asString().contains("\"successful\":false", "\"error\":\"403:");
    }

    @Test
    void serverPublishesOnPlainChannelsOnly() {
        TestCore server = servers.start();
        assertThatThrownBy(() -> server.channel("/a/*").publish(null, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> server.channel("/a/{x}").publish(null, 1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/x", "/meta/connect", "/meta/disconnect", "/a/*", "/**", "/a/{x}", "a", "/a//b", ""})
    void serverDeliversAndItsLocalSessionsPublishOnPlainChannelsOnly(String channel) {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        ServerSession session = server.session(peer);
        LocalSession local = server.core().newLocalSession("service");
        assertThatThrownBy(() -> session.deliver(null, channel, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> session.deliver(null, ChannelMessage.of(channel, RawJson.TRUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> local.session().deliver(null, channel, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> local.publish(channel, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(peer.received()).isEmpty();
    }

    @Test
    void aRefusedDeliverySaysWhatIsAllowed() {
        TestCore server = servers.start();
        ServerSession session = server.session(server.webSocket().connected());
        assertThatThrownBy(() -> session.deliver(null, "/meta/connect", 1))
                .hasMessage("Nothing can be delivered on /meta/connect: it is a meta channel, a pattern or a template."
                        + " Deliver on a broadcast or service channel.");
    }

    @Test
    void listenersAreAskedFromTheRootToTheLeaf() {
        TestCore server = servers.start();
        List<String> heard = new ArrayList<>();
        for (String name : List.of("/a/b", "/a/*", "/a/**", "/**")) {
            for (int i = 1; i <= 2; i++) {
                String who = name + " " + i;
                server.channel(name).addListener((MessageListener) (from, message) -> {
                    heard.add(who);
                    return Verdict.pass();
                });
            }
        }
        server.webSocket().connected().publish("/a/b", "1");
        assertThat(heard)
                .containsExactly("/** 1", "/** 2", "/a/** 1", "/a/** 2", "/a/* 1", "/a/* 2", "/a/b 1", "/a/b 2");
    }

    @Test
    void listenerReplacesTheMessage() {
        TestCore server = servers.start();
        server.channel("/**").addListener((MessageListener) (from, message) ->
                Verdict.replace(message.withData(RawJson.from(message.data().text() + "!"))));
        List<String> seen = new ArrayList<>();
        server.channel("/a").addListener((MessageListener) (from, message) -> {
            seen.add(message.data().text());
            return Verdict.pass();
        });
        TestPeer peer = server.webSocket().subscribedTo("/a");
        server.channel("/a").publish(null, 1);
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":"1!"}""");
        assertThat(seen).containsExactly("\"1!\"");
    }

    @Test
    void listenerStopsTheMessage() {
        TestCore server = servers.start();
        List<String> seen = new ArrayList<>();
        server.channel("/a").addListener((MessageListener) (from, message) -> Verdict.stop());
        server.channel("/a").addListener((MessageListener) (from, message) -> {
            seen.add(message.data().text());
            return Verdict.pass();
        });
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":false,"error":"404::message_deleted"}""");
        assertThat(server.channel("/a").publish(null, 2)).isFalse();
        assertThat(peer.received()).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void listenerRefusesWithAnErrorOfItsOwn() {
        TestCore server = servers.start();
        server.channel("/a").addListener((MessageListener)
                (from, message) -> Verdict.refuse(BayeuxError.publishDenied("full_moon")));
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a", "1");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","successful":false,"error":"403:full_moon:publish_denied"}""");
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class, NoClassDefFoundError.class})
    void listenerThatThrowsFailsTheMessageAndTellsNothingOfWhy(Class<? extends Throwable> bug) {
        TestCore server = servers.start();
        server.expectFailures(2);
        List<String> later = new ArrayList<>();
        server.channel("/a").addListener((MessageListener) (from, message) -> {
            throw UserCodeFaults.thrown(bug);
        });
        server.channel("/a").addListener((MessageListener) (from, message) -> {
            later.add("heard");
            return Verdict.pass();
        });
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.publish("/a", "1");
        assertThat(peer.received())
                .singleElement()
                .asString()
                .matches("\\{\"channel\":\"/a\",\"successful\":false,\"error\":\"500:[0-9a-z]+:internal_error\"}");
        assertThat(server.channel("/a").publish(null, 2)).isFalse();
        assertThat(peer.received()).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void listenerThatGivesNothingLetsTheMessagePass() {
        TestCore server = servers.start();
        server.channel("/a").addListener((MessageListener) (from, message) -> null);
        TestPeer peer = server.webSocket().subscribedTo("/a");
        peer.publish("/a", "1");
        assertThat(peer.received()).hasSize(2);
    }

    @Test
    void listenerKnowsWhoPublishesAndTheRequestThatCarriedIt() {
        TestCore server = servers.start();
        List<@Nullable ServerSession> from = new ArrayList<>();
        List<String> transports = new ArrayList<>();
        server.channel("/a").addListener((MessageListener) (sender, message) -> {
            from.add(sender);
            server.core().context().ifPresent(context -> transports.add(context.transport()));
            return Verdict.pass();
        });
        TestPeer peer = server.http("b").connected();
        peer.publish("/a", "1");
        server.channel("/a").publish(null, 2);
        assertThat(from).containsExactly(server.session(peer), null);
        assertThat(transports).containsExactly("long-polling");
    }

    @Test
    void listenerMayPublishAndDeliver() {
        TestCore server = servers.start();
        TestPeer reader = server.webSocket().subscribedTo("/out");
        TestPeer writer = server.webSocket().connected();
        server.channel("/service/in").addListener((MessageListener) (from, message) -> {
            server.channel("/out").publish(from, message.data());
            from.deliver(null, "/service/in", "got it");
            return Verdict.pass();
        });
        writer.publish("/service/in", "1");
        assertThat(reader.received()).containsExactly("""
                {"channel":"/out","data":1}""");
        assertThat(writer.received()).containsExactly("""
                {"channel":"/service/in","data":"got it"}""", """
                {"channel":"/service/in","successful":true}""");
    }

    @Test
    void removedListenerHearsNothing() {
        TestCore server = servers.start();
        List<Request> heard = new ArrayList<>();
        MessageListener listener = (from, message) -> {
            heard.add(message);
            return Verdict.pass();
        };
        var first = server.channel("/a").addListener(listener);
        var second = server.channel("/a").addListener(listener);
        first.close();
        first.close();
        server.channel("/a").publish(null, 1);
        assertThat(heard).as("the other registration is still there").hasSize(1);
        second.close();
        server.channel("/a").publish(null, 1);
        assertThat(heard).hasSize(1);
    }

    @Test
    void listenerOfASessionChangesOrDropsWhatThatSessionGets() {
        TestCore server = servers.start();
        TestPeer changed = server.webSocket().subscribedTo("/a");
        TestPeer dropped = server.webSocket().subscribedTo("/a");
        TestPeer plain = server.webSocket().subscribedTo("/a");
        server.session(changed).addListener((ServerSessionListener.MessageListener)
                (session, from, event) -> Verdict.replace(event.withData(RawJson.from("mine"))));
        server.session(dropped)
                .addListener((ServerSessionListener.MessageListener) (session, from, event) -> Verdict.stop());
        server.channel("/a").publish(null, 1);
        assertThat(changed.received()).containsExactly("""
                {"channel":"/a","data":"mine"}""");
        assertThat(dropped.received()).isEmpty();
        assertThat(plain.received()).containsExactly("""
                {"channel":"/a","data":1}""");
        assertThat(server.events().named("dropped")).containsExactly("dropped:/a:listener");
    }

    @Test
    void everybodyGetsTheSameEncodedText() {
        TestCore server = servers.start();
        TestPeer first = server.webSocket().subscribedTo("/a");
        TestPeer second = server.http("b").subscribedTo("/a");
        second.held();
        server.channel("/a").publish(null, 1);
        assertThat(first.last().connection().messages())
                .last()
                .isSameAs(second.last().connection().messages().get(0));
    }
}
