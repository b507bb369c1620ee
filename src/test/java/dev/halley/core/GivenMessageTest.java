package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.protocol.BinaryData;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.MessageId;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Server code may give a whole message, or binary data, wherever it publishes and delivers. */
class GivenMessageTest {

    private static final byte[] BYTES = "Bytes, and some more".getBytes(StandardCharsets.US_ASCII);

    private static final ChannelMessage MESSAGE = ChannelMessage.of("/a", RawJson.parse("{\"n\":1}"))
            .withExt(RawJson.parse("{\"x\":true}"))
            .withId(MessageId.of(77))
            .withSuccessful(true)
            .withOthers(Map.of("clientId", RawJson.from("secret"), "mark", RawJson.from("m")));

    private final InProcessServer server = InProcessServer.start(new Setup().setting("maxLazyTimeout", "5000"));
    private TestClient ann;
    private LocalSession local;

    /** The ways by which server code sends something on /a. */
    private enum Way {
        PUBLISH {
            @Override
            void send(GivenMessageTest test, Object what) {
                assertThat(test.server.bayeux().createChannel("/a").publish(null, what))
                        .isTrue();
            }
        },
        PUBLISH_ASYNC {
            @Override
            void send(GivenMessageTest test, Object what) {
                assertDone(test.server.bayeux().createChannel("/a").publishAsync(null, what));
            }
        },
        LOCAL_PUBLISH {
            @Override
            void send(GivenMessageTest test, Object what) {
                assertThat(test.local.publish("/a", what).successful()).isTrue();
            }
        },
        LOCAL_PUBLISH_ASYNC {
            @Override
            void send(GivenMessageTest test, Object what) {
                assertDone(test.local.publishAsync("/a", what));
            }
        },
        DELIVER {
            @Override
            void send(GivenMessageTest test, Object what) {
                test.ann.session().orElseThrow().deliver(null, "/a", what);
            }
        };

        abstract void send(GivenMessageTest test, Object what);

        private static void assertDone(CompletionStage<?> stage) {
            CompletableFuture<?> future = stage.toCompletableFuture();
            assertThat(future).isCompleted();
        }
    }

    @BeforeEach
    void connect() {
        local = server.bayeux().newLocalSession("sender");
        ann = server.client().connected().subscribe("/a");
        ann.received();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageGoesOutWithItsDataExtAndOwnFieldsAndWithoutAnyClientId(Way way) {
        way.send(this, MESSAGE);

        String ids = way == Way.DELIVER ? ",\"id\":77,\"successful\":true" : "";
        assertThat(ann.received())
                .containsExactly(
                        "{\"channel\":\"/a\",\"data\":{\"n\":1}" + ids + ",\"ext\":{\"x\":true},\"mark\":\"m\"}");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageThatIsLazyWaits(Way way) {
        way.send(this, ChannelMessage.of("/a", RawJson.from(1)).withLazy(true));

        server.advance(Duration.ofMillis(4_999));
        assertThat(ann.received()).isEmpty();
        server.advance(Duration.ofMillis(1));
        assertThat(ann.received()).containsExactly("""
                {"channel":"/a","data":1}""");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageWithoutDataHasNull(Way way) {
        way.send(this, ChannelMessage.of("/a", RawJson.NULL).withData(null));

        assertThat(ann.received()).containsExactly(way == Way.DELIVER ? """
                {"channel":"/a"}""" : """
                {"channel":"/a","data":null}""");
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void messageForAnotherChannelIsRefused(Way way) {
        assertThatThrownBy(() -> way.send(this, ChannelMessage.of("/b", RawJson.from(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A message for /b cannot be sent on /a: make it for the channel that it is sent on.");
        assertThat(ann.received()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void binaryDataGoesOutAsClientsReadItAlsoWhereTheServersExtensionIsOff(Way way) {
        way.send(this, new BinaryData(BYTES, false, RawJson.parse("{\"name\":\"a.txt\"}")));

        String event = ann.received().get(0);
        RawJson data = RawJson.parse(event).value().asJsonObject().containsKey("data")
                ? RawJson.from(RawJson.parse(event).value().asJsonObject().get("data"))
                : RawJson.NULL;
        assertThat(event)
                .startsWith("{\"channel\":\"/a\",\"data\":{\"data\":\"")
                .endsWith(",\"ext\":{\"binary\":{}}}");
        BinaryData read = BinaryData.from(data);
        assertThat(read.bytes()).isEqualTo(BYTES);
        assertThat(read.last()).isFalse();
        assertThat(read.meta()).isEqualTo(RawJson.parse("{\"name\":\"a.txt\"}"));
    }

    @Test
    void listenersSeeTheMessageAsItWasGiven() {
        List<String> heard = new ArrayList<>();
        server.bayeux().createChannel("/a").addListener((ServerChannelListener.MessageListener) (from, message) -> {
            heard.add(message.id() + " " + message.envelope().ext() + " " + message.data());
            return Verdict.replace(message.withData(RawJson.from("other")));
        });

        Way.PUBLISH.send(this, MESSAGE);
        Way.LOCAL_PUBLISH.send(this, MESSAGE);

        assertThat(heard).hasSize(2).containsOnly("77 {\"x\":true} {\"n\":1}");
        assertThat(ann.dataOn("/a")).containsExactly("\"other\"", "\"other\"");
    }

    @Test
    void answerToALocalPublishHasTheMessagesId() {
        assertThat(local.publish("/a", MESSAGE).id()).isEqualTo(MessageId.of(77));
    }

    @Test
    void otherSessionsGetWhatIsPublishedInTheSameForm() {
        TestClient bob = server.client().connected().subscribe("/*");
        bob.received();

        Way.PUBLISH.send(this, new BinaryData(BYTES, true, null));

        assertThat(bob.received()).isEqualTo(ann.received()).hasSize(1);
    }
}
