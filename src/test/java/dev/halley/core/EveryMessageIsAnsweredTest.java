package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.extension.AckExtension;
import dev.halley.extension.TimesyncExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every message of a request gets one reply; only the older of two connects over a WebSocket gets none. */
class EveryMessageIsAnsweredTest {

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    private static final String CONNECT = "'channel':'/meta/connect','connectionType':'websocket','clientId':'$'";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @Test
    void bothOfTwoConnectsInOneHttpRequest() {
        TestPeer peer = servers.start().http("b").connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","id":1,"clientId":"$","connectionType":"long-polling"},
                 {"channel":"/meta/connect","id":2,"clientId":"$","connectionType":"long-polling"}]""")).containsExactly("""
                {"channel":"/meta/connect","id":1,"successful":true}""", """
                {"channel":"/meta/connect","id":2,"successful":true}""");
    }

    @Test
    void bothOfTwoConnectsOfAnAcknowledgingClientCarryTheNumberOfTheirEvents() {
        TestCore server = servers.start();
        server.core().addExtension(new AckExtension());
        TestPeer peer = server.http("b");
        peer.handshakeWithEvents("{\"ack\":true}");
        peer.connect("{\"ack\":0}");
        peer.received();
        server.session(peer).deliver(null, "/a", 1);
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","id":1,"clientId":"$","connectionType":"long-polling","ext":{"ack":1}},
                 {"channel":"/meta/connect","id":2,"clientId":"$","connectionType":"long-polling","ext":{"ack":1}}]""")).containsExactly("""
                {"channel":"/a","data":1}""", """
                {"channel":"/meta/connect","id":1,"successful":true,"ext":{"ack":2}}""", """
                {"channel":"/meta/connect","id":2,"successful":true,"ext":{"ack":2}}""");
    }

    @Test
    void anOlderConnectThatWasToBeHeldIsNotHeldBesideTheAnswerToANewerOne() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        assertThat(peer.ask("""
                [{"channel":"/meta/connect","id":1,"clientId":"$","connectionType":"websocket"},
                 {"channel":"/meta/connect","id":2,"clientId":"$","connectionType":"websocket","advice":{"timeout":0}}]""")).singleElement().asString().contains("\"id\":2,");
        server.pass(100_000);
        assertThat(peer.received()).isEmpty();
        assertThat(server.knows(peer)).as("no client came again").isFalse();
    }

    @Provide
    Arbitrary<List<List<String>>> requests() {
        Arbitrary<String> message = Arbitraries.oneOf(connects(), publishes(), subscriptions(), others());
        return message.list().ofMinSize(1).ofMaxSize(5).list().ofMinSize(1).ofMaxSize(8);
    }

    private static Arbitrary<String> connects() {
        return Arbitraries.of(
                CONNECT,
                CONNECT,
                CONNECT + ",'advice':{'timeout':0}",
                CONNECT + ",'advice':{'timeout':-5,'interval':3}",
                CONNECT + ",'ext':{'ack':0}",
                CONNECT + ",'ext':{'ack':'x','timesync':{'tc':1,'l':0,'o':0}}",
                CONNECT + ",'advice':7",
                "'channel':'/meta/connect','clientId':'$'",
                "'channel':'/meta/connect','clientId':'nobody','connectionType':'websocket'");
    }

    private static Arbitrary<String> publishes() {
        return Arbitraries.of(
                "'channel':'/a','clientId':'$','data':1",
                "'channel':'/a','clientId':'nobody','data':1",
                "'channel':'/a','data':1",
                "'channel':'/a','clientId':'$'",
                "'channel':'/a/*','clientId':'$','data':1",
                "'channel':'/a//b','clientId':'$','data':1",
                "'channel':'/meta/other','clientId':'$','data':1",
                "'channel':'/service/none','clientId':'$','data':1",
                "'channel':'/service/throws','clientId':'$','data':1",
                "'channel':'/service/answers','clientId':'$','data':1",
                "'clientId':'$','data':1",
                "'channel':null,'clientId':'$','data':1",
                "'channel':'/a','clientId':7,'data':1",
                "'channel':'/a','clientId':'$','ext':7,'data':1");
    }

    private static Arbitrary<String> subscriptions() {
        return Arbitraries.of(
                "'channel':'/meta/subscribe','clientId':'$','subscription':'/a'",
                "'channel':'/meta/subscribe','clientId':'$','subscription':['/a','/meta/x']",
                "'channel':'/meta/subscribe','clientId':'$'",
                "'channel':'/meta/unsubscribe','clientId':'$','subscription':'/a'",
                "'channel':'/meta/unsubscribe','clientId':'$','subscription':[]");
    }

    private static Arbitrary<String> others() {
        return Arbitraries.frequency(
                Tuple.of(3, "'channel':'/a','clientId':'$','data':2"),
                Tuple.of(1, "'channel':'/meta/disconnect','clientId':'$'"),
                Tuple.of(1, "'channel':'/meta/disconnect','clientId':'nobody'"),
                Tuple.of(1, "'channel':'/service/kicks','clientId':'$','data':1"),
                Tuple.of(1, "'channel':'/meta/handshake','version':'1.0'"),
                Tuple.of(
                        1,
                        "'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['websocket'],"
                                + "'ext':{'ack':true}"),
                Tuple.of(1, "'channel':'/meta/handshake','version':'1.0','supportedConnectionTypes':['none']"),
                Tuple.of(1, "'channel':'/meta/handshake','supportedConnectionTypes':5"));
    }

    @Property(tries = 600)
    void overHttp(@ForAll("requests") List<List<String>> requests, @ForAll boolean acknowledged) {
        with(false, acknowledged, (server, peer) -> {
            int id = 0;
            for (List<String> request : requests) {
                int first = id;
                id += request.size();
                Wire exchange = peer.send(batch(request, first));
                if (exchange.isPending()) {
                    server.pass(20_000);
                }
                assertThat(exchange.connection().batches())
                        .as("the one response to %s", request)
                        .hasSize(1);
                assertThat(answered(peer.received()))
                        .as("replies to %s", request)
                        .containsExactlyInAnyOrderElementsOf(numbers(first, id));
            }
        });
    }

    @Property(tries = 600)
    void overWebSocket(@ForAll("requests") List<List<String>> requests, @ForAll boolean acknowledged) {
        with(true, acknowledged, (server, peer) -> {
            int id = 0;
            int lastConnect = -1;
            List<Integer> needed = new ArrayList<>();
            List<Integer> connects = new ArrayList<>();
            for (List<String> request : requests) {
                peer.send(batch(request, id));
                for (String message : request) {
                    boolean connect = isLegalConnect(message);
                    (connect ? connects : needed).add(id);
                    lastConnect = connect ? id : lastConnect;
                    id++;
                }
            }
            server.pass(20_000);
            List<Integer> answered = answered(peer.received());
            assertThat(answered).as("once each").doesNotHaveDuplicates().containsAll(needed);
            if (lastConnect >= 0) {
                assertThat(answered).as("the newest connect").contains(lastConnect);
            }
            List<Integer> all = new ArrayList<>(needed);
            all.addAll(connects);
            assertThat(all).containsAll(answered);
        });
    }

    private static void with(boolean webSocket, boolean acknowledged, Conversation conversation) {
        TestCore server = new TestCore(Map.of("stopTimeout", "0"), Runnable::run);
        try {
            server.core().addExtension(new AckExtension());
            server.core().addExtension(new TimesyncExtension(() -> Instant.EPOCH));
            listen(server, "/service/throws", () -> {
                throw new IllegalStateException("no");
            });
            TestPeer peer = webSocket ? server.webSocket() : server.http("b");
            peer.handshakeWithEvents(acknowledged ? "{\"ack\":true}" : "{}");
            CoreSession session = server.session(peer);
            listen(server, "/service/kicks", session::disconnect);
            listen(server, "/service/answers", () -> session.deliver(null, "/service/answers", 1));
            conversation.hold(server, peer);
            assertThat(peer.breaches()).isEmpty();
        } finally {
            server.core().stop();
        }
    }

    private static void listen(TestCore server, String channel, Runnable action) {
        server.core().createChannel(channel).addListener((ServerChannelListener.MessageListener) (from, message) -> {
            action.run();
            return Verdict.pass();
        });
    }

    private static boolean isLegalConnect(String message) {
        return message.startsWith("'channel':'/meta/connect'")
                && message.contains("'clientId':'$'")
                && !message.contains("'advice':7");
    }

    private interface Conversation {
        void hold(TestCore server, TestPeer peer);
    }

    private static String batch(List<String> messages, int first) {
        StringBuilder batch = new StringBuilder("[");
        for (int i = 0; i < messages.size(); i++) {
            batch.append(i == 0 ? "" : ",").append("{'id':").append(first + i).append(',');
            batch.append(messages.get(i)).append('}');
        }
        return batch.append(']').toString().replace('\'', '"');
    }

    private static List<Integer> answered(List<String> messages) {
        List<Integer> ids = new ArrayList<>();
        for (String message : messages) {
            Matcher matcher = ID.matcher(message);
            if (message.contains("\"successful\"") && matcher.find()) {
                ids.add(Integer.parseInt(matcher.group(1)));
            }
        }
        return ids;
    }

    private static List<Integer> numbers(int from, int to) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
