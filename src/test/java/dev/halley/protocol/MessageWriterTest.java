package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

    private static final RawJson EXT = RawJson.parse("{ \"a\" : 1 }");

    private static String written(Outgoing message) {
        String text = MessageWriter.write(message);
        assertThat(RawJson.parse(text).text()).isEqualTo(text);
        return text.replace('"', '\'');
    }

    private static Map<String, RawJson> fields(String... names) {
        Map<String, RawJson> fields = new LinkedHashMap<>();
        for (String name : names) {
            fields.put(name, RawJson.from(name.length()));
        }
        return fields;
    }

    @Test
    void eventOfAPublish() {
        assertThat(written(ChannelMessage.of("/a", RawJson.parse("{\"x\": 1.50}"))))
                .isEqualTo("{'channel':'/a','data':{'x': 1.50}}");
    }

    @Test
    void eventWithoutDataAndOneWithNull() {
        assertThat(written(ChannelMessage.of("/a", RawJson.NULL))).isEqualTo("{'channel':'/a','data':null}");
        assertThat(written(ChannelMessage.of("/a", RawJson.NULL).withData(null)))
                .isEqualTo("{'channel':'/a'}");
    }

    @Test
    void eventWithEverything() {
        ChannelMessage event =
                new ChannelMessage("/service/a", MessageId.of("i"), RawJson.TRUE, EXT, false, fields("z", "yy"), true);
        assertThat(written(event))
                .isEqualTo(
                        "{'channel':'/service/a','data':true,'id':'i','successful':false,'ext':{ 'a' : 1 },'z':1,'yy':2}");
    }

    @Test
    void noFieldOfAnEventAppearsTwiceAndThePublishersClientIdNever() {
        ChannelMessage event = ChannelMessage.of("/a", RawJson.TRUE)
                .withOthers(fields("channel", "data", "id", "successful", "ext", "clientId", "\"x\n", "timestamp"));
        assertThat(MessageWriter.write(event))
                .isEqualTo("{\"channel\":\"/a\",\"data\":true,\"\\\"x\\n\":3,\"timestamp\":9}");
    }

    @Test
    void replyOfAHandshake() {
        Reply reply = new Reply(
                "/meta/handshake",
                MessageId.of(1),
                true,
                null,
                null,
                new Advice(Advice.Reconnect.RETRY, 0L, 20_000L, 10_000L, false),
                EXT,
                Map.of());
        reply = reply.with("version", RawJson.from("1.0"))
                .with("clientId", RawJson.from("c"))
                .with("supportedConnectionTypes", RawJson.from(List.of("websocket")));

        assertThat(written(reply))
                .isEqualTo("{'channel':'/meta/handshake','id':1,'successful':true,'clientId':'c',"
                        + "'advice':{'reconnect':'retry','interval':0,'timeout':20000,'maxInterval':10000},"
                        + "'ext':{ 'a' : 1 },'version':'1.0','supportedConnectionTypes':['websocket']}");
    }

    @Test
    void replyOfAFailedSubscribe() {
        Reply reply = new Reply(
                "/meta/subscribe",
                MessageId.of("2"),
                false,
                BayeuxError.subscribeDenied(BayeuxError.BY_POLICY),
                RawJson.parse("[\"/a\", \"/b\"]"),
                Advice.HANDSHAKE,
                null,
                Map.of());

        assertThat(written(reply))
                .isEqualTo("{'channel':'/meta/subscribe','id':'2','successful':false,"
                        + "'error':'403:denied_by_security_policy:subscribe_denied','subscription':['/a', '/b'],"
                        + "'advice':{'reconnect':'handshake','interval':0}}");
    }

    @Test
    void replyWithoutChannel() {
        Reply reply = new Reply("", null, false, BayeuxError.CHANNEL_MISSING, null, null, null, Map.of());
        assertThat(written(reply)).isEqualTo("{'successful':false,'error':'400::channel_missing'}");
        Reply withId = new Reply("", MessageId.of(1), true, null, null, null, null, Map.of());
        assertThat(written(withId)).isEqualTo("{'id':1,'successful':true}");
    }

    @Test
    void noFieldOfAReplyAppearsTwice() {
        Reply reply = new Reply(
                "/a",
                null,
                true,
                null,
                null,
                Advice.NONE,
                null,
                fields("channel", "id", "successful", "error", "subscription", "advice", "ext", "clientId", "data"));
        assertThat(written(reply))
                .isEqualTo("{'channel':'/a','successful':true,'clientId':8,'advice':{'reconnect':'none'},'data':4}");
    }

    @Test
    void adviceLeavesOutWhatIsNotSaid() {
        assertThat(written(withAdvice(new Advice(null, null, null, null, false))))
                .isEqualTo("{'channel':'/a','successful':true,'advice':{}}");
        assertThat(written(withAdvice(new Advice(null, null, null, null, true))))
                .isEqualTo("{'channel':'/a','successful':true,'advice':{'multiple-clients':true}}");
        assertThat(written(withAdvice(new Advice(Advice.Reconnect.RETRY, 2_000L, null, null, true))))
                .isEqualTo("{'channel':'/a','successful':true,"
                        + "'advice':{'reconnect':'retry','interval':2000,'multiple-clients':true}}");
    }

    private static Reply withAdvice(Advice advice) {
        return new Reply("/a", null, true, null, null, advice, null, Map.of());
    }

    @Test
    void channelsAndErrorsThatReflectInputAreEscaped() {
        String channel = "/\"\\\n\u0000</script>\u2028";
        BayeuxError error = BayeuxError.noCommonConnectionType(List.of("a\"b", "c,d:e\n"));
        RawJson reply =
                RawJson.parse(MessageWriter.write(new Reply(channel, null, false, error, null, null, null, Map.of())));

        assertThat(JsonObjects.members(reply).get("channel").string()).isEqualTo(channel);
        assertThat(JsonObjects.members(reply).get("error").string())
                .isEqualTo("301:a\"b,c d e\n:no_common_connection_type");
    }

    @Test
    void encodedIsWrittenOncePerForm() {
        Encoded encoded = Encoded.of(ChannelMessage.of("/é", RawJson.TRUE).withLazy(true));

        assertThat(encoded.text()).isSameAs(encoded.text()).isEqualTo("{\"channel\":\"/é\",\"data\":true}");
        assertThat(encoded.utf8())
                .isSameAs(encoded.utf8())
                .isEqualTo(encoded.text().getBytes(StandardCharsets.UTF_8));
        assertThat(encoded.length()).isEqualTo(encoded.utf8().length);
        assertThat(encoded.lazy()).isTrue();
    }
}
