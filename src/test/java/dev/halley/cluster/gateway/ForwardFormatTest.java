package dev.halley.cluster.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.cluster.gateway.ForwardMessage.Open;
import dev.halley.cluster.gateway.ForwardMessage.Requests;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageReader;
import dev.halley.protocol.Request;
import dev.halley.spi.Link;
import dev.halley.spi.Peer;
import dev.halley.spi.PortableContext;
import dev.halley.spi.Traits;
import dev.halley.testing.WrittenFormat;
import dev.halley.testkit.Visitor;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardFormatTest {

    private static final MessageReader READER = new MessageReader(100, 100);

    private static byte[] encode(ForwardMessage message) {
        return ForwardFormat.encode(message);
    }

    private static ForwardMessage decode(byte[] bytes) {
        return ForwardFormat.decode(bytes, name -> Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'channel':'/meta/handshake','version':'1.0','minimumVersion':'0.9','id':1,"
                        + "'supportedConnectionTypes':['websocket','long-polling'],'advice':{'timeout':0},'ext':{'a':[1]}}",
                "{'channel':'/meta/handshake','version':'1.0'}",
                "{'channel':'/meta/connect','clientId':'x','connectionType':'websocket','id':'7','advice':{'interval':5}}",
                "{'channel':'/meta/connect','clientId':'x'}",
                "{'channel':'/meta/disconnect','clientId':'x','more':{'of':'it'}}",
                "{'channel':'/meta/subscribe','clientId':'x','subscription':['/a','/b/**']}",
                "{'channel':'/meta/unsubscribe','clientId':'x','subscription':'/a'}",
                "{'channel':'/a','clientId':'x','data':{'n':1e400,'t':'\u00e4\ud83d\ude00'},'id':'1','own':null,'other':[]}",
                "{'channel':'/service/a','clientId':'x'}",
                "{'channel':'/a/*','clientId':'x','data':1}",
                "{'channel':'/meta/subscribe','clientId':'x','subscription':7}",
                "{'clientId':'x','data':1}",
                "{'channel':'/a','id':[],'data':1}"
            })
    void requestArrivesAsItWas(String text) {
        List<Request> requests = READER.read("[" + text.replace('\'', '"') + "]");

        assertThat(decode(encode(new Requests(7, requests)))).isEqualTo(new Requests(7, requests));
    }

    static Stream<ForwardMessage> others() {
        return Stream.of(
                new ForwardMessage.Release(1),
                new ForwardMessage.Closed(Long.MAX_VALUE, CloseReason.TRY_AGAIN_LATER),
                new ForwardMessage.Sent(3, true),
                new ForwardMessage.Sent(3, false),
                new ForwardMessage.OpenLinks(List.of()),
                new ForwardMessage.OpenLinks(List.of(1L, 2L, Long.MIN_VALUE)),
                new ForwardMessage.Close(4, CloseReason.DISCONNECTED),
                new ForwardMessage.Handled(5),
                new ForwardMessage.Begin(6));
    }

    @ParameterizedTest
    @MethodSource("others")
    void messageArrivesAsItWas(ForwardMessage message) {
        assertThat(decode(encode(message))).isEqualTo(message);
    }

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        Traits traits = new Traits(8_000, 3, true, false, true);
        Peer peer = new Peer(portable(Visitor.anonymous(), Map.of("cookie", List.of("a=b")), "q=a"), "browser", true);
        Stream<ForwardMessage> larger = Stream.of(
                new Open(1, "long-polling", Link.Kind.RESPONSE, traits, peer, Set.of("admin")),
                new ForwardMessage.Send(2, new byte[] {'[', ']'}),
                new Requests(7, READER.read("""
                                [{"channel":"/meta/handshake","version":"1.0","minimumVersion":"0.9","id":1,
                                  "supportedConnectionTypes":["websocket","long-polling"],"advice":{"timeout":0},"ext":{"a":[1]}},
                                 {"channel":"/meta/connect","clientId":"x","connectionType":"websocket","advice":{"interval":5}},
                                 {"channel":"/meta/disconnect","clientId":"x"},
                                 {"channel":"/meta/subscribe","clientId":"x","subscription":["/a","/b/**"]},
                                 {"channel":"/meta/unsubscribe","clientId":"x","subscription":"/a"},
                                 {"channel":"/a","clientId":"x","data":{"n":1},"id":"1","own":null},
                                 {"channel":"/a/*","clientId":"x","data":1}]""")));
        Map<String, byte[]> samples = new LinkedHashMap<>();
        Stream.concat(others(), larger)
                .forEach(message ->
                        samples.put(samples.size() + "-" + message.getClass().getSimpleName(), encode(message)));

        WrittenFormat.assertKept("forward-1", samples);
    }

    @Test
    void batchArrivesAsItWas() {
        assertThat(decode(encode(new ForwardMessage.Send(1, new byte[] {'[', ']'}))))
                .isInstanceOfSatisfying(ForwardMessage.Send.class, send -> assertThat(send.utf8())
                        .containsExactly('[', ']'));
    }

    /** A visitor of whom the transport knows all headers, and the query. */
    private static PortableContext portable(Visitor visitor, Map<String, List<String>> headers, String query) {
        return (PortableContext) Proxy.newProxyInstance(
                PortableContext.class.getClassLoader(),
                new Class<?>[] {PortableContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "headers" -> arguments == null ? headers : List.of();
                    case "query" -> Optional.of(query);
                    default -> method.invoke(visitor, arguments);
                });
    }

    @Test
    void headersAndQueryOfTheRequestGoAlong() {
        Map<String, List<String>> headers = Map.of(
                "X-Many",
                List.of("1", "2"),
                "cookie",
                List.of("a=b; c=d"),
                "Accept-Language",
                List.of("fr-CA, en;q=0.5"));
        Traits traits = new Traits(8_000, 3, true, false, true);
        Peer peer = new Peer(portable(Visitor.anonymous(), headers, "q=a%20b&q=2"), "browser", true);

        Open open =
                (Open) decode(encode(new Open(1, "long-polling", Link.Kind.RESPONSE, traits, peer, Set.of("admin"))));

        assertThat(open.traits()).isEqualTo(traits);
        assertThat(open.kind()).isEqualTo(Link.Kind.RESPONSE);
        assertThat(open.peer().browser()).isEqualTo("browser");
        assertThat(open.peer().browserRequired()).isTrue();
        assertThat(open.peer().context().headers("x-many")).containsExactly("1", "2");
        assertThat(open.peer().context().header("none")).isEmpty();
        assertThat(open.peer().context().cookie("c")).contains("d");
        assertThat(open.peer().context().parameter("q")).contains("a b");
        assertThat(open.peer().context().locales()).first().hasToString("fr_CA");
    }

    @Test
    void bytesThatAreNoMessageAreRefusedWhateverTheyAre() {
        Random random = new Random(1);
        byte[] message = encode(new Requests(7, READER.read("{\"channel\":\"/a\",\"data\":[1],\"clientId\":\"x\"}")));
        for (int i = 0; i < 100_000; i++) {
            byte[] changed = message.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            try {
                decode(changed);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            }
        }
        assertThatThrownBy(() -> decode(new byte[] {99, 1, 0, 0, 0, 0, 0, 0, 0, 0}))
                .hasMessage("A message of a forwarded client has an unknown kind.");
        assertThatThrownBy(() -> decode(new byte[] {1, 2, 0, 0, 0, 0, 0, 0, 0, 0}))
                .hasMessage("A message of a forwarded client has an unknown version.");
        assertThatIllegalArgumentException().isThrownBy(() -> decode(new byte[0]));
    }
}
