package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.core.link.ResponseLink;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a method that takes long delivers to its own polling client goes with the held connect, in order. */
class ProgressOverHttpTest {

    private static final long LONG = ResponseLink.PATIENCE.toMillis();
    private static final String SERVICE = """
            {"channel":"/service/long","id":"1","clientId":"$","data":1}""";
    private static final String SERVED = """
            {"channel":"/service/long","id":"1","successful":true}""";
    private static final String REPLY = """
            {"channel":"/meta/connect","successful":true}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();
    private final TestPeer peer = server.http("b").connected();
    private final CoreSession session = server.session(peer);

    private static void onService(TestCore server, String channel, Runnable action) {
        server.channel(channel).addListener((ServerChannelListener.MessageListener) (from, message) -> {
            action.run();
            return Verdict.pass();
        });
    }

    private void onService(Runnable action) {
        onService(server, "/service/long", action);
    }

    private void deliver(int number) {
        session.deliver(null, "/p", number);
    }

    private static String progress(int number) {
        return "{\"channel\":\"/p\",\"data\":" + number + '}';
    }

    /** Somebody else's message, which comes on a thread of its own. */
    private static void elsewhere(Runnable action) {
        Thread thread = new Thread(action);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void goesWithTheHeldConnectWhenTheMethodTakesLong() {
        Wire held = peer.held();
        onService(() -> {
            deliver(1);
            server.pass(LONG - 1);
            assertThat(held.isPending()).as("it is not long yet").isTrue();
            server.pass(1);
            assertThat(held.connection().texts()).containsExactly("[" + progress(1) + "," + REPLY + "]");
        });
        assertThat(peer.send(SERVICE).connection().texts()).containsExactly("[" + SERVED + "]");
    }

    @Test
    void laterProgressGoesWithTheNextConnectAtOnce() {
        peer.held();
        onService(() -> {
            deliver(1);
            server.pass(LONG);
            Wire next = peer.held();
            deliver(2);
            assertThat(next.connection().texts()).containsExactly("[" + progress(2) + "," + REPLY + "]");
            deliver(3);
            Wire third = peer.connect();
            assertThat(third.connection().texts()).containsExactly("[" + progress(3) + "," + REPLY + "]");
        });
        assertThat(peer.send(SERVICE).connection().texts()).containsExactly("[" + SERVED + "]");
    }

    @Test
    void otherPeoplesMessagesDoNotWaitForTheMethod() {
        Wire held = peer.held();
        onService(() -> {
            deliver(1);
            elsewhere(() -> deliver(2));
            server.pass(LONG);
            assertThat(held.connection().texts())
                    .containsExactly("[" + progress(1) + "," + progress(2) + "," + REPLY + "]");
        });
        peer.send(SERVICE);
    }

    @Test
    void aConnectThatComesMeanwhileIsAWayOut() {
        onService(() -> {
            deliver(1);
            Wire held = peer.held();
            server.pass(LONG);
            assertThat(held.connection().texts()).containsExactly("[" + progress(1) + "," + REPLY + "]");
        });
        peer.send(SERVICE);
    }

    @Test
    void aMethodThatWasCalledAfterItsMessageWasPublishedIsOne() {
        peer.subscribe("/a");
        Wire held = peer.held();
        onService(() -> {
            server.pass(LONG);
            assertThat(held.connection().texts()).singleElement().asString().contains("\"/a\"");
        });
        peer.send("[{\"channel\":\"/a\",\"clientId\":\"$\",\"data\":1}," + SERVICE + "]");
    }

    @Test
    void goesWithTheResponseWhereNoConnectIsHeld() {
        onService(() -> {
            deliver(1);
            server.pass(LONG);
            deliver(2);
        });
        assertThat(peer.send(SERVICE).connection().texts())
                .containsExactly("[" + progress(1) + "," + progress(2) + "," + SERVED + "]");
    }

    @Test
    void goesWithTheResponseWhereTheMethodIsShort() {
        Wire held = peer.held();
        onService(() -> deliver(1));
        assertThat(peer.send(SERVICE).connection().texts()).containsExactly("[" + progress(1) + "," + SERVED + "]");
        server.pass(LONG);
        assertThat(held.isPending()).isTrue();
    }

    @Test
    void theResultDoesNotOvertakeProgressThatTheClientMayNotHaveReadYet() {
        peer.held();
        onService(() -> {
            deliver(1);
            server.pass(LONG);
            deliver(2);
        });
        assertThat(peer.send(SERVICE).connection().texts()).containsExactly("[" + SERVED + "]");
        assertThat(peer.connect().connection().texts()).containsExactly("[" + progress(2) + "," + REPLY + "]");
    }

    @Test
    void aRequestBehindItTakesItsEventsAlongOnceTheClientHasComeAgain() {
        peer.held();
        onService(() -> {
            deliver(1);
            server.pass(LONG);
            peer.held();
        });
        assertThat(peer.send(SERVICE).connection().texts()).containsExactly("[" + SERVED + "]");
        onService(server, "/service/short", () -> deliver(2));
        assertThat(peer.send(SERVICE.replace("long", "short")).connection().texts())
                .containsExactly("[" + progress(2) + "," + SERVED.replace("long", "short") + "]");
    }

    @Test
    void nothingIsHeldBackByALongRequestWhoseClientIsGone() {
        onService(() -> {
            deliver(1);
            server.pass(LONG);
            peer.last().connection().breakSilently();
            peer.last().link().closed(CloseReason.CONNECTION_LOST);
        });
        peer.send(SERVICE);
        onService(server, "/service/short", () -> deliver(2));
        assertThat(peer.send(SERVICE.replace("long", "short")).connection().texts())
                .containsExactly("[" + progress(1) + "," + progress(2) + "," + SERVED.replace("long", "short") + "]");
    }

    @Test
    void noTimerIsLeftBehind() {
        int before = server.time().waiting();
        onService(() -> deliver(1));
        peer.send(SERVICE);
        assertThat(server.time().waiting()).isEqualTo(before);
    }

    /** What may happen while the method runs. */
    enum Step {
        DELIVER,
        SOMEBODY_ELSE,
        PASS,
        /** The client reads the response to its connect, if there is one, and connects again. */
        CONNECT,
        /** The client sends another request, which is answered at once, and reads the response. */
        SHORT
    }

    @Property(tries = 400)
    void whateverTheClientReadsFirstTheOrderIsKept(@ForAll @Size(max = 25) List<Step> steps) {
        TestCore own = new TestCore(Map.of("stopTimeout", "0"), Runnable::run);
        try {
            new Reader(own, steps).run();
        } finally {
            own.close();
        }
    }

    /** A client that may read what is there on its two connections in either order. */
    private static final class Reader {
        private final TestCore server;
        private final List<Step> steps;
        private final TestPeer peer;
        private final CoreSession session;
        private final List<Integer> read = new ArrayList<>();
        private Wire poll;
        private int delivered;

        Reader(TestCore server, List<Step> steps) {
            this.server = server;
            this.steps = steps;
            this.peer = server.http("b").connected();
            this.session = server.session(peer);
            this.poll = peer.held();
            onService(server, "/service/long", () -> steps.forEach(this::step));
            onService(server, "/service/short", this::deliver);
        }

        void run() {
            readPost(peer.send("[{\"channel\":\"/service/short\",\"clientId\":\"$\"}," + SERVICE + "]"));
            while (!poll.isPending()) {
                connect();
            }
            assertThat(read)
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, delivered).boxed().toList());
        }

        private void deliver() {
            session.deliver(null, "/p", ++delivered);
        }

        private void step(Step step) {
            switch (step) {
                case DELIVER -> deliver();
                case SOMEBODY_ELSE -> elsewhere(this::deliver);
                case PASS -> server.pass(LONG);
                case CONNECT -> connect();
                case SHORT -> elsewhere(() -> readPost(peer.send(SERVICE.replace("long", "short"))));
            }
        }

        private void connect() {
            if (!poll.isPending()) {
                read.addAll(numbers(poll));
                poll = peer.connect();
            }
        }

        private void readPost(Wire post) {
            List<Integer> numbers = numbers(post);
            if (!numbers.isEmpty() && !poll.isPending()) {
                assertThat(numbers(poll))
                        .as("events in a response to a connect that may be read after %s", numbers)
                        .isEmpty();
            }
            read.addAll(numbers);
        }

        private static List<Integer> numbers(Wire exchange) {
            return exchange.connection().messages().stream()
                    .map(Encoded::text)
                    .filter(text -> text.startsWith("{\"channel\":\"/p\""))
                    .map(text -> Integer.parseInt(text.replaceAll(".*\"data\":(\\d+).*", "$1")))
                    .toList();
        }
    }
}
