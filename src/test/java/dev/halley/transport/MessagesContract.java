package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.DeliveryMode;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.testing.Conversation;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How messages reach who is to get them. */
abstract class MessagesContract extends LifeContract {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "null",
                "\"\"",
                "\"\\u00e9 é \uD83D\uDE00 \\ud83d\\ude00 <b>&amp;</b> */ </script> \\\"\"",
                "[[1,[2]],{\"a\":{\"a\":[]}}]",
                "123456789012345678901234567890.10",
                "1e400",
                "{\"a\":1 , \"a\":2}",
            })
    void dataReachesTheSubscriberAsItWasSent(String data) {
        Conversation subscriber = subscribed("/chat");
        Conversation publisher = ready();
        assertSuccessful(publisher.publish("/chat", data));
        JsonObject event = subscriber.event();
        assertThat(event.keySet()).containsExactlyInAnyOrder("channel", "data");
        assertThat(event.getString("channel")).isEqualTo("/chat");
        assertThat(event.get("data")).isEqualTo(RawJson.parse(data).value());
    }

    @Test
    void unknownFieldsAndExtReachTheSubscriber() {
        Conversation subscriber = subscribed("/chat");
        Conversation publisher = ready();
        publisher.reply(publisher.send("/chat", """
                ,"data":1,"ext":{"x":1},"groupName":"g","advice":{"reconnect":"none"},"successful":true,"error":"e",\
                "subscription":"/x\""""));
        JsonObject event = subscriber.event();
        assertThat(event.keySet()).containsExactlyInAnyOrder("channel", "data", "ext", "groupName");
    }

    @Test
    void aPublisherThatIsSubscribedGetsItsOwnMessage() {
        Conversation client = subscribed("/chat");
        assertSuccessful(client.publish("/chat", "\"mine\""));
        assertThat(client.event().getString("data")).isEqualTo("mine");
    }

    @Test
    void wildcardsMatchAndEachClientGetsAMessageOnce() {
        Conversation client = conversation().keepConnecting();
        client.ready(server);
        for (String pattern : List.of("/a/*", "/a/**", "/**", "/a/b", "/a/b")) {
            assertSuccessful(client.subscribe(pattern));
        }
        assertSuccessful(client.publish("/a/b", "1"));
        assertThat(client.event().getInt("data")).isEqualTo(1);
        client.publish("/a/b", "2");
        assertThat(client.event().getInt("data")).isEqualTo(2);
    }

    @Test
    void messagesArriveInTheirOrder() {
        Conversation subscriber = subscribed("/chat").keepConnecting();
        Conversation publisher = ready();
        for (int i = 0; i < 100; i++) {
            publisher.publish("/chat", String.valueOf(i));
        }
        List<Integer> got = new ArrayList<>();
        while (got.size() < 100) {
            got.add(subscriber.event().getInt("data"));
        }
        assertThat(got).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aLargeMessageArrives() {
        Conversation client = subscribed("/chat");
        String large = "é".repeat(700_000);
        server.bayeux().createChannel("/chat").publish(null, large);
        assertThat(client.event().getString("data")).isEqualTo(large);
    }

    @Test
    void manyMessagesArrive() {
        Conversation client = subscribed("/chat").keepConnecting();
        session(client).batch(() -> {
            for (int i = 0; i < 3_000; i++) {
                session(client).deliver(null, "/private", "x".repeat(500) + i);
            }
        });
        for (int i = 0; i < 3_000; i++) {
            assertThat(client.event().getString("data")).isEqualTo("x".repeat(500) + i);
        }
    }

    @Test
    void eventsOnlyWithConnectsStandBeforeTheReply() {
        Conversation client = conversation();
        String held = client.ready(server);
        session(client).deliveryMode(DeliveryMode.WITH_CONNECT);
        session(client).deliver(null, "/private", 1);
        assertSuccessful(client.reply(held));
        assertThat(client.has(message -> message.containsKey("data"))).isTrue();
    }

    @Test
    void aServiceMessageReachesItsListener() {
        var got = new LinkedBlockingQueue<String>();
        server.bayeux().createChannel("/service/echo").addListener((MessageListener) (from, message) -> {
            got.add(String.valueOf(message.data()));
            from.deliver(from, message.channel().toString(), message.data());
            return Verdict.pass();
        });
        Conversation client = ready();
        assertSuccessful(client.publish("/service/echo", "{\"a\":1}"));
        assertThat(got).containsExactly("{\"a\":1}");
        assertThat(client.event().getJsonObject("data").getInt("a")).isEqualTo(1);
        assertSuccessful(client.publish("/service/other", "1"));
        assertThat(server.bayeux().channel("/service/other")).isEmpty();
    }

    @Test
    void anUnsubscribedClientGetsNothing() {
        Conversation client = subscribed("/chat");
        assertSuccessful(client.unsubscribe("/chat"));
        assertSuccessful(client.publish("/chat", "1"));
        session(client).deliver(null, "/private", 2);
        assertThat(client.event().getInt("data")).isEqualTo(2);
        assertFailed(client.unsubscribe("/never"), "400::channel_missing");
    }
}
