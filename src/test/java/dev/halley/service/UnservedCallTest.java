package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.BinaryData;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnservedCallTest {

    private final InProcessServer server = InProcessServer.start(new Setup());
    private final RawClient client = new RawClient(server);

    @AfterEach
    void stop() {
        server.close();
    }

    private void call(String channel, String ext) {
        client.send("{'channel':'" + channel + "','clientId':'ID','id':'7','data':1,'ext':" + ext + "}");
    }

    @Test
    void aCallThatNobodyServesIsAnsweredAtOnceBeforeItIsAcknowledged() {
        call("/service/nobody", "{'call':true}");

        assertThat(client.received())
                .satisfiesExactly(
                        answer -> assertThat(answer)
                                .contains(
                                        "\"channel\":\"/service/nobody\"",
                                        "\"id\":\"7\"",
                                        "\"successful\":false",
                                        "\"error\":\"404::service_unknown\"")
                                .doesNotContain("\"data\""),
                        reply -> assertThat(reply).contains("\"id\":\"7\"", "\"successful\":true"));
        assertThat(server.bayeux().channels()).isEmpty();
    }

    @Test
    void aPublishThatIsNotMarkedIsAcknowledgedAndGone() {
        client.publish("/service/nobody", "1");
        call("/service/nobody", "{'call':false}");
        call("/service/nobody", "{'other':true}");
        call("/chat", "{'call':true}");

        assertThat(client.received()).hasSize(4).allMatch(reply -> reply.contains("\"successful\":true"));
    }

    public static class Rooms {
        @RemoteCall("rooms/{name}/members")
        public String members(@Param("name") String name) {
            return name;
        }

        @Listener("/service/heard/{name}")
        public void heard() {}
    }

    @Test
    void aTemplateServesTheCallsThatItIsForAndNoOthers() {
        new Services(server.bayeux()).register(new Rooms());

        call("/service/rooms/red/members", "{'call':true}");
        assertThat(client.takeReceived().get(0)).contains("\"data\":\"red\"");
        call("/service/rooms/red/guests", "{'call':true}");
        assertThat(client.takeReceived().get(0)).contains("404::service_unknown");
        call("/service/heard/a", "{'call':true}");
        assertThat(client.takeReceived()).singleElement().asString().contains("\"successful\":true");
    }

    @Test
    void aListenerOnServiceChannelsMayAnswerSoTheServerDoesNot() {
        server.bayeux().createChannel("/service/**").addListener((ServerChannelListener.MessageListener)
                (from, message) -> Verdict.pass());

        call("/service/any", "{'call':true}");

        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
    }

    @Test
    void whoHearsAllChannelsServesNone() {
        server.bayeux().createChannel("/**").addListener((ServerChannelListener.MessageListener)
                (from, message) -> Verdict.pass());

        call("/service/any", "{'call':true}");

        assertThat(client.received().get(0)).contains("404::service_unknown");
    }

    @Test
    void aCallThatIsRefusedHasThatRefusalAlone() {
        server.bayeux().createChannel("/**").addListener((ServerChannelListener.MessageListener)
                (from, message) -> Verdict.stop());

        call("/service/any", "{'call':true}");

        assertThat(client.received()).singleElement().asString().contains("404::message_deleted");
    }

    public static class Bytes {
        @RemoteCall("bytes")
        public BinaryData bytes(BinaryData sent) {
            return new BinaryData(sent.bytes(), false, sent.meta());
        }

        @RemoteCall("failing")
        public void failing() {
            throw new RemoteCallException(Map.of("code", 7), new IllegalStateException("inside"));
        }
    }

    @Test
    void aResultOfBytesIsAnsweredAsBinaryData() {
        new Services(server.bayeux()).register(new Bytes());
        String bytes =
                new BinaryData(new byte[] {1, 2, 3}, false, null).toJson().text();

        client.publish("/service/bytes", bytes.replace('"', '\''));

        assertThat(client.received().get(0)).contains("\"ext\":{\"binary\":{}}", "\"data\":" + bytes);
    }

    @Test
    void aChosenFailureMayHaveACauseThatNoClientSees() {
        new Services(server.bayeux()).register(new Bytes());

        client.publish("/service/failing", "1");

        assertThat(client.received().get(0))
                .contains("\"data\":{\"code\":7}", "\"successful\":false")
                .doesNotContain("inside");
        assertThat(new RemoteCallException(null, new IllegalStateException("inside")))
                .hasRootCauseMessage("inside");
        assertThat(server.takeFailures()).isEmpty();
    }
}
