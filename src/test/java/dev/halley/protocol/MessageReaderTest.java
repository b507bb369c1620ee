package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.json.JsonDocuments;
import dev.halley.json.MalformedJsonException;
import dev.halley.json.RawJson;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageReaderTest {

    private static final int MAX_DEPTH = 20;
    private static final int MAX_BATCH = 3;

    private final MessageReader reader = new MessageReader(MAX_DEPTH, MAX_BATCH);

    /** Single quotes stand for double ones. */
    private static String json(String text) {
        return text.replace('\'', '"');
    }

    private List<Request> read(String text) {
        return reader.read(json(text));
    }

    private <T extends Request> T readOne(Class<T> type, String text) {
        List<Request> requests = read(text);
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0)).isInstanceOf(type);
        return type.cast(requests.get(0));
    }

    @Test
    void handshake() {
        Request.Handshake handshake = readOne(Request.Handshake.class, """
                [{'channel':'/meta/handshake','version':'1.0','minimumVersion':'0.9','id':'1',
                  'supportedConnectionTypes':['websocket','long-polling'],'advice':{'timeout':60000,'interval':0},
                  'ext':{'ack':true},'json-comment-filtered':true}]""");

        assertThat(handshake.version()).isEqualTo("1.0");
        assertThat(handshake.minimumVersion()).isEqualTo("0.9");
        assertThat(handshake.supportedConnectionTypes()).containsExactly("websocket", "long-polling");
        assertThat(handshake.advice()).isEqualTo(new ClientAdvice(60_000L, 0L));
        assertThat(handshake.id()).isEqualTo(MessageId.of("1"));
        assertThat(handshake.clientId()).isNull();
        assertThat(handshake.envelope().ext()).hasToString("{\"ack\":true}");
        assertThat(handshake.envelope().others()).isEqualTo(Map.of("json-comment-filtered", RawJson.TRUE));
    }

    @Test
    void connect() {
        Request.Connect connect = readOne(
                Request.Connect.class,
                "{'channel':'/meta/connect','clientId':'c','connectionType':'websocket','advice':{'timeout':0},'id':7}");

        assertThat(connect.connectionType()).isEqualTo("websocket");
        assertThat(connect.advice()).isEqualTo(new ClientAdvice(0L, null));
        assertThat(connect.id()).isEqualTo(MessageId.of(7));
        assertThat(connect.clientId()).isEqualTo("c");
    }

    @Test
    void disconnect() {
        assertThat(readOne(Request.Disconnect.class, "[{'channel':'/meta/disconnect','clientId':'c'}]")
                        .clientId())
                .isEqualTo("c");
    }

    @Test
    void subscribeToOneChannel() {
        Request.Subscribe subscribe =
                readOne(Request.Subscribe.class, "[{'channel':'/meta/subscribe','subscription':'/a/'}]");

        assertThat(subscribe.channels()).containsExactly(ChannelId.of("/a"));
        assertThat(subscribe.subscription()).hasToString("\"/a/\"");
    }

    @Test
    void subscribeToSeveralChannels() {
        Request.Subscribe subscribe = readOne(
                Request.Subscribe.class, "[{'channel':'/meta/subscribe','subscription':[ '/a' ,'/b/**','/meta/x']}]");

        assertThat(subscribe.channels())
                .containsExactly(ChannelId.of("/a"), ChannelId.of("/b/**"), ChannelId.of("/meta/x"));
        assertThat(subscribe.subscription()).hasToString(json("[ '/a' ,'/b/**','/meta/x']"));
    }

    @Test
    void unsubscribe() {
        Request.Unsubscribe unsubscribe =
                readOne(Request.Unsubscribe.class, "[{'channel':'/meta/unsubscribe','subscription':['/a']}]");

        assertThat(unsubscribe.channels()).containsExactly(ChannelId.of("/a"));
        assertThat(unsubscribe.subscription()).hasToString("[\"/a\"]");
    }

    @Test
    void publishKeepsWhatItDoesNotKnowInOrderAndDropsWhatIsTheServers() {
        Request.Publish publish = readOne(Request.Publish.class, """
                [{'timestamp':'then','channel':'/chat/','data': {'x' : [18446744073709551616, 1.50]} ,'groupName':null,
                  'advice':{'reconnect':'none'},'successful':'x','error':1,'subscription':{},'connectionType':5,
                  'version':[],'minimumVersion':1,'supportedConnectionTypes':1,'x-messages':1,'authSuccessful':1,
                  'connectionId':1,'clientId':'c','zeta':1,'alpha':{'b':1},'id':'a-1','ext':{'e':1}}]""");

        assertThat(publish.channel()).isEqualTo(ChannelId.of("/chat"));
        assertThat(publish.envelope().channel()).isEqualTo("/chat/");
        assertThat(publish.data()).hasToString(json("{'x' : [18446744073709551616, 1.50]}"));
        assertThat(publish.envelope().others())
                .containsExactly(
                        Map.entry("timestamp", RawJson.from("then")),
                        Map.entry("groupName", RawJson.NULL),
                        Map.entry("zeta", RawJson.from(1)),
                        Map.entry("alpha", RawJson.parse("{\"b\":1}")));
        assertThat(publish.envelope().others()).isUnmodifiable();
        assertThat(MessageWriter.write(ChannelMessage.from(publish)))
                .isEqualTo(json("{'channel':'/chat','data':{'x' : [18446744073709551616, 1.50]},'ext':{'e':1},"
                        + "'timestamp':'then','groupName':null,'zeta':1,'alpha':{'b':1}}"));
    }

    @Test
    void nullIsValidData() {
        assertThat(readOne(Request.Publish.class, "{'channel':'/a','data':null}")
                        .data())
                .isEqualTo(RawJson.NULL);
    }

    @Test
    void serviceChannelNeedsNoData() {
        assertThat(readOne(Request.Publish.class, "{'channel':'/service/a'}").data())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "clientId", "ext"})
    void nullCountsAsMissing(String field) {
        Request.Publish publish = readOne(Request.Publish.class, "{'channel':'/a','data':1,'" + field + "':null}");
        assertThat(publish.envelope()).isEqualTo(new Envelope("/a", null, null, null, Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | 400::channel_missing",
                "{'channel':null,'data':1} | 400::channel_missing",
                "{'channel':5,'data':1} | 400:channel:field_invalid",
                "{'channel':['/a'],'data':1} | 400:channel:field_invalid",
                "{'channel':'','data':1} | 405::channel_invalid",
                "{'channel':'/','data':1} | 405::channel_invalid",
                "{'channel':'a','data':1} | 405::channel_invalid",
                "{'channel':'/a//b','data':1} | 405::channel_invalid",
                "{'channel':'/a/*/b','data':1} | 405::channel_invalid",
                "{'channel':'/\\u00e9','data':1} | 405::channel_invalid",
                "{'channel':'/{a}','data':1} | 405::channel_invalid",
                "{'channel':'/a/*','data':1} | 405::channel_invalid",
                "{'channel':'/**','data':1} | 405::channel_invalid",
                "{'channel':'/service/*'} | 405::channel_invalid",
                "{'channel':'/meta/*'} | 405::channel_invalid",
                "{'channel':'/meta/x'} | 403:denied_by_security_policy:channel_create_denied",
                "{'channel':'/meta/connect/x'} | 400:/meta/connect/x:channel_invalid",
                "{'channel':'/a'} | 400::data_missing",
                "{'channel':'/a','data':1,'id':true} | 405::message_id_invalid",
                "{'channel':'/a','data':1,'id':[]} | 405::message_id_invalid",
                "{'channel':'/a','data':1,'id':{}} | 405::message_id_invalid",
                "{'channel':'/meta/connect','id':false} | 405::message_id_invalid",
                "{'channel':'/a','data':1,'clientId':5} | 400:clientId:field_invalid",
                "{'channel':'/a','data':1,'clientId':{}} | 400:clientId:field_invalid",
                "{'channel':'/a','data':1,'ext':[1]} | 400:ext:field_invalid",
                "{'channel':'/a','data':1,'ext':'x'} | 400:ext:field_invalid",
                "{'channel':'/meta/subscribe'} | 403::subscription_missing",
                "{'channel':'/meta/subscribe','subscription':null} | 403::subscription_missing",
                "{'channel':'/meta/subscribe','subscription':[]} | 403::subscription_missing",
                "{'channel':'/meta/subscribe','subscription':''} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':5} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':{}} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':['/a',null]} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':['/a',['/b']]} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':['/a','/b//c']} | 403::subscription_invalid",
                "{'channel':'/meta/subscribe','subscription':'/{a}'} | 403::subscription_invalid",
                "{'channel':'/meta/unsubscribe'} | 403::subscription_missing",
                "{'channel':'/meta/unsubscribe','subscription':'a'} | 403::subscription_invalid",
                "{'channel':'/meta/handshake','supportedConnectionTypes':'x'} | 400:supportedConnectionTypes:field_invalid",
                "{'channel':'/meta/handshake','supportedConnectionTypes':[1]} | 400:supportedConnectionTypes:field_invalid",
                "{'channel':'/meta/handshake','supportedConnectionTypes':[],'version':[]} | 400:version:field_invalid",
                "{'channel':'/meta/handshake','supportedConnectionTypes':[],'minimumVersion':true} "
                        + "| 400:minimumVersion:field_invalid",
                "{'channel':'/meta/handshake','supportedConnectionTypes':[],'advice':5} | 400:advice:field_invalid",
                "{'channel':'/meta/connect','connectionType':5} | 400:connectionType:field_invalid",
                "{'channel':'/meta/connect','advice':[1]} | 400:advice:field_invalid",
                "{'channel':'/meta/connect','advice':{'timeout':'0'}} | 400:advice:field_invalid",
                "{'channel':'/meta/connect','advice':{'interval':true}} | 400:advice:field_invalid",
            })
    void messageThatIsNotLegalIsAnsweredWithItsErrorAndTheOthersOfItsBatchAreRead(String message, String error) {
        List<Request> requests = read("[{'channel':'/meta/disconnect'}," + message + ",{'channel':'/a','data':1}]");

        assertThat(requests.get(0)).isInstanceOf(Request.Disconnect.class);
        assertThat(requests.get(2)).isInstanceOf(Request.Publish.class);
        assertThat(requests.get(1)).isInstanceOfSatisfying(Request.Invalid.class, invalid -> {
            assertThat(invalid.error().wire()).isEqualTo(error);
            if (error.contains("message_id")) {
                assertThat(invalid.id()).isNull();
            }
        });
    }

    @Test
    void messageThatIsNotLegalIsAnsweredOnItsChannelAndWithItsId() {
        Request.Invalid invalid =
                readOne(Request.Invalid.class, "{'id':3,'channel':'/a//b','clientId':'c','ext':{'a':1},'other':true}");

        assertThat(invalid.envelope())
                .isEqualTo(new Envelope(
                        "/a//b", MessageId.of(3), "c", RawJson.parse("{\"a\":1}"), Map.of("other", RawJson.TRUE)));
        assertThat(MessageWriter.write(Reply.failure(invalid, invalid.error())))
                .isEqualTo(json("{'channel':'/a//b','id':3,'successful':false,'error':'405::channel_invalid'}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "'x'",
                "true",
                "[1]",
                "[null]",
                "[[]]",
                "[[{'channel':'/a','data':1}]]",
                "['x']",
                "",
                "[{'channel':'/a','data':1},1]",
                "{'channel':'/a','data':1} x",
                "{'channel':'/a','data':1},",
                "[{}",
                "[{'channel':'/a','data':1},]",
                "{'channel':'/a','data':{]]]:,,1 2 'x'}}"
            })
    void textThatIsNotMadeOfMessagesIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'channel':'/a','channel':'/b','data':1   | channel",
                "'channel':'/a','data':1,'data':1         | data",
                "'channel':'/a','data':1,'x':1,'x':2      | x",
                "'channel':'/a','data':1,'error':1,'error':2 | error",
                "'channel':'/a','id':null,'id':1,'data':1 | id",
                "'channel':'/a','d\\u0061ta':1,'data':2  | data",
                "'channel':'/a','clientId':'c','clientId':'d','data':2 | clientId",
                "'channel':'/a','data':1,'x':1,'y':1,'y':1,'x':2 | y",
            })
    void fieldThatComesTwiceRefusesItsMessageAndNoOther(String fields, String name) {
        List<Request> requests = read("[{'channel':'/b','data':1},{" + fields + "},{'channel':'/c','data':3}]");
        assertThat(requests).hasSize(3);
        assertThat(requests.get(0)).isInstanceOf(Request.Publish.class);
        assertThat(requests.get(1)).isInstanceOfSatisfying(Request.Invalid.class, invalid -> assertThat(
                        invalid.error().wire())
                .isEqualTo("400:" + name + ":field_invalid"));
        assertThat(requests.get(2)).isInstanceOf(Request.Publish.class);
    }

    @Test
    void ofAFieldThatComesTwiceTheFirstIsEchoed() {
        Request.Invalid invalid = readOne(
                Request.Invalid.class,
                "{'id':'1','channel':'/a','id':'2','channel':'/b','clientId':'c','clientId':'d'}");
        assertThat(invalid.envelope().id()).hasToString("\"1\"");
        assertThat(invalid.envelope().channel()).isEqualTo("/a");
        assertThat(invalid.clientId()).isEqualTo("c");
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "65, 64"})
    void theNameOfAFieldThatComesTwiceIsEchoedInPart(int length, int echoed) {
        String name = "x".repeat(length);
        Request.Invalid invalid =
                readOne(Request.Invalid.class, "{'channel':'/a','data':1,'" + name + "':1,'" + name + "':1}");
        assertThat(invalid.error().args()).containsExactly("x".repeat(echoed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[ ]", "[\n\t]", "{}"})
    void anEmptyArrayIsTakenForAnEmptyMap(String map) {
        Request.Connect connect =
                readOne(Request.Connect.class, "{'channel':'/meta/connect','ext':" + map + ",'advice':" + map + "}");
        assertThat(connect.envelope().ext()).isEqualTo(RawJson.EMPTY_OBJECT);
        assertThat(connect.advice()).isEqualTo(new ClientAdvice(null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"'ext':[1] | ext", "'ext':[[]] | ext", "'advice':[{}] | advice", "'advice':'' | advice"})
    void anyOtherArrayIsNoMap(String field, String name) {
        Request.Invalid invalid = readOne(Request.Invalid.class, "{'channel':'/meta/connect'," + field + "}");
        assertThat(invalid.error().wire()).isEqualTo("400:" + name + ":field_invalid");
    }

    @Test
    void aByteOrderMarkMayStandBeforeTheText() {
        assertThat(read("\uFEFF[{'channel':'/a','data':1}]")).hasSize(1);
        assertThat(read("\uFEFF {'channel':'/a','data':1}")).hasSize(1);
        for (String text : List.of("\uFEFF\uFEFF[{}]", "[\uFEFF{}]", "[{}]\uFEFF", "\uFEFF", " \uFEFF[{}]")) {
            assertThatThrownBy(() -> read(text)).isInstanceOf(MalformedJsonException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/meta/handshake/",
                "/meta/connect/",
                "/meta/disconnect/",
                "/meta/subscribe/",
                "/meta/unsubscribe/",
                "/meta/handshake/x",
                "/meta/connects",
                "/meta/Connect",
                "/META/handshake",
            })
    void whatResemblesAMetaChannelIsRefused(String channel) {
        Request.Invalid invalid =
                readOne(Request.Invalid.class, "{'channel':'" + channel + "','version':'1.0','data':1}");
        assertThat(invalid.error().wire()).isEqualTo("400:" + channel + ":channel_invalid");
    }

    @Test
    void fieldTwiceInTheDataIsThePublishersOwnAffair() {
        assertThat(readOne(Request.Publish.class, "{'channel':'/a','data':{'x':1,'x':2}}")
                        .data())
                .hasToString(json("{'x':1,'x':2}"));
    }

    @Test
    void batchIsReadAtTheLimitAndRefusedOnePastItWithoutReadingOn() {
        String message = "{'channel':'/a','data':1}";
        String atLimit = message + "," + message + "," + message;
        assertThat(read("[" + atLimit + "]")).hasSize(MAX_BATCH);
        assertThatThrownBy(() -> read("[" + atLimit + "," + message + "]"))
                .isInstanceOf(BatchTooLargeException.class)
                .hasMessageContaining("3");
        assertThatThrownBy(() -> read("[" + atLimit + "," + message + ", what follows is never seen"))
                .isInstanceOf(BatchTooLargeException.class);
    }

    @Test
    void depthIsReadAtTheLimitAndRefusedOnePastIt() {
        String atLimit = "{'channel':'/a','data':" + "[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH) + "}";
        String onePast = atLimit.replace("[]", "[{}]");
        for (String wrapping : List.of("%s", "[%s]", " [{'channel':'/b','data':[1]}, %s]")) {
            assertThat(read(wrapping.formatted(atLimit))).last().satisfies(request -> assertThat(
                            ((Request.Publish) request).data().length())
                    .isEqualTo(2 * MAX_DEPTH));
            assertThatThrownBy(() -> read(wrapping.formatted(onePast)))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageContaining("at most " + MAX_DEPTH + " deep");
        }
    }

    @Test
    void otherFieldsMayNestAsDeep() {
        String fields = "[{'channel':'/a','data':1,'x':%1$s,'ext':{'y':%2$s}}]";
        String atLimit = "[".repeat(MAX_DEPTH) + "]".repeat(MAX_DEPTH);
        String oneLess = atLimit.replace("[[]]", "[]");
        assertThat(read(fields.formatted(atLimit, oneLess))).hasSize(1);
        assertThatThrownBy(() -> read(fields.formatted("[" + atLimit + "]", oneLess)))
                .isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> read(fields.formatted(atLimit, atLimit))).isInstanceOf(MalformedJsonException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,1", "999,1", "1,0", "-1,-1"})
    void limitsOutOfTheirRangeAreRefused(int maxDepth, int maxBatch) {
        assertThatThrownBy(() -> new MessageReader(maxDepth, maxBatch))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max");
    }

    @Test
    void handshakeNeedNotNameConnectionTypes() {
        Request.Handshake handshake = readOne(Request.Handshake.class, "{'channel':'/meta/handshake','version':'1.0'}");
        assertThat(handshake.supportedConnectionTypes()).isNull();
    }

    @Test
    void numberIsTakenForAVersion() {
        Request.Handshake handshake = readOne(
                Request.Handshake.class,
                "{'channel':'/meta/handshake','version':1.0,'minimumVersion':null,'supportedConnectionTypes':[]}");
        assertThat(handshake.version()).isEqualTo("1.0");
        assertThat(handshake.minimumVersion()).isNull();
        assertThat(handshake.supportedConnectionTypes()).isEmpty();
        assertThat(handshake.advice()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "0,0",
        "20000,20000",
        "1e3,1000",
        "1.9,1",
        "-1,-1",
        "1e999999999,9223372036854775807",
        "99999999999999999999,9223372036854775807"
    })
    void adviceOfTheClientIsReadFromAnyNumber(String number, long millis) {
        ClientAdvice advice = readOne(
                        Request.Connect.class,
                        "{'channel':'/meta/connect','advice':{'interval':" + number + ",'timeout':null,'x':{}}}")
                .advice();
        assertThat(advice).isEqualTo(new ClientAdvice(null, millis));
    }

    @Test
    void everyTruncationIsRefused() {
        String whole = json("[{'channel':'/a','data':{'x':[1,'\\u00e9']},'ext':{},'id':'1','more':null}]");
        for (int length = 0; length < whole.length(); length++) {
            String truncated = whole.substring(0, length);
            assertThatThrownBy(() -> reader.read(truncated)).as(truncated).isInstanceOf(MalformedJsonException.class);
        }
    }

    @Property
    void whatASubscriberGetsIsWhatThePublisherSent(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        String data = documents.value(5).strip();
        String other = documents.value(5).strip();
        String text = documents.array(List.of(
                documents.object(List.of("\"other\"", "\"data\"", "\"channel\""), List.of(other, data, "\"/a\""))));

        Request.Publish publish = (Request.Publish) reader.read(text).get(0);

        assertThat(MessageWriter.write(ChannelMessage.from(publish)))
                .isEqualTo("{\"channel\":\"/a\",\"data\":" + data + ",\"other\":" + other + "}");
    }

    @Property
    void damagedTextIsReadOrRefusedButNothingElse(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        String text = documents.damaged(documents.array(List.of(documents.object(
                List.of("\"channel\"", "\"data\"", "\"id\"", "\"ext\"", "\"advice\"", "\"subscription\""),
                List.of(
                        seed % 2 == 0 ? "\"/meta/subscribe\"" : "\"/a\"",
                        documents.value(2),
                        documents.value(1),
                        documents.value(1),
                        documents.value(2),
                        documents.value(2))))));
        try {
            for (Request request : reader.read(text)) {
                BayeuxError error = request instanceof Request.Invalid invalid ? invalid.error() : null;
                String reply =
                        MessageWriter.write(error == null ? Reply.success(request) : Reply.failure(request, error));
                RawJson.parse(reply);
            }
        } catch (MalformedJsonException e) {
            assertThat(e).hasMessageEndingWith(")");
        }
    }
}
