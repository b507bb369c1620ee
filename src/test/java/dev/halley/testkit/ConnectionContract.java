package dev.halley.testkit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.Request;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.Link;
import dev.halley.spi.Transport;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the core may expect of every {@link Connection} that a transport opens a link for. The test of a transport extends this, and says how
 * the transport is made and how a client reaches it; in the core's place the test itself gets what comes, and answers.
 *
 * <p>What only connections that go both ways have to do is left out for others.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public abstract class ConnectionContract {

    private static final int MANY = 200;
    private static final int LARGE = 1_000_000;
    private static final long PATIENCE_SECONDS = 30;
    private static final String REQUEST = "[{\"channel\":\"/question\",\"id\":\"%d\",\"data\":1}]";

    private final ContractGateway gateway = new ContractGateway();
    private Transport transport;
    private InProcessServer server;
    private TransportClient client;

    /** @return a transport, not started yet */
    protected abstract Transport newTransport() throws Exception;

    /** @return a client of that transport, which has started */
    protected abstract TransportClient newClient(Transport started) throws Exception;

    @BeforeEach
    final void startServer() throws Exception {
        transport = newTransport();
        server = InProcessServer.start(new Setup()
                .onThreads()
                .inRealTime()
                .transport(transport)
                .behind(gateway)
                .setting("allowedTransports", String.join(",", transport.names())));
        client = newClient(transport);
    }

    @AfterEach
    final void stopServer() {
        client.close();
        gateway.links().forEach(link -> link.connection().close(CloseReason.SERVER_STOPPED));
        server.takeFailures();
        server.close();
    }

    /** Sends a request. @return the link over which it came */
    private ContractGateway.OpenedLink ask(int id) throws Exception {
        client.send(REQUEST.formatted(id));
        return gateway.nextReceived();
    }

    private static void assumeDuplex(ContractGateway.OpenedLink link) {
        assumeTrue(link.kind() == Link.Kind.DUPLEX, "Only connections that go both ways do this.");
    }

    private static Encoded event(Object data) {
        return Encoded.of(ChannelMessage.of("/answer", RawJson.from(data)));
    }

    private static Batch batch(Object... data) {
        List<Encoded> events = new ArrayList<>();
        for (Object one : data) {
            events.add(event(one));
        }
        return new Batch(events);
    }

    private JsonObject next() throws Exception {
        return RawJson.parse(client.next()).value().asJsonObject();
    }

    private void assertLinkEnds(ContractGateway.OpenedLink link) throws InterruptedException {
        assertNotNull(
                link.closed().poll(PATIENCE_SECONDS, TimeUnit.SECONDS),
                "The link is told that its connection has ended.");
    }

    @Test
    final void linkSaysWhoIsThereAndWhatTheConnectionCanDo() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        assertTrue(transport.names().contains(link.transport()), "A link has one of the transport's names.");
        assertEquals(link.transport(), link.peer().context().transport(), "The context has the link's name.");
        assertTrue(link.connection().isOpen(), "A connection is open as long as it can be answered.");
        if (link.kind() == Link.Kind.RESPONSE) {
            assertEquals(0, link.traits().maxBatchMessages(), "A response takes all messages that fit.");
        }
    }

    @Test
    final void requestsAreHandedOverAsTheyWereSent() throws Exception {
        ContractGateway.OpenedLink link = ask(7);
        List<Request> requests = link.received().get(0);
        assertEquals(1, requests.size());
        assertEquals("/question", requests.get(0).envelope().channel());
    }

    @Test
    final void batchComesWholeAndIsCompletedOnce() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        ContractGateway.Sent sent = link.send(batch("first", "second", "Grüße \uD83D\uDE00"));
        assertEquals("first", next().getString("data"));
        assertEquals("second", next().getString("data"));
        assertEquals("Grüße \uD83D\uDE00", next().getString("data"));
        assertTrue(sent.hasSucceeded(), "The batch has come, and its completion says so.");
        assertEquals(1, sent.completions(), "A completion is called once.");
    }

    @Test
    final void largeBatchComesWhole() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        ContractGateway.Sent sent = link.send(batch("é".repeat(LARGE)));
        assertEquals(LARGE, next().getString("data").length());
        assertTrue(sent.hasSucceeded(), "The batch has come, and its completion says so.");
    }

    @Test
    final void textsComeOneAtATimeInTheirOrder() throws Exception {
        ContractGateway.OpenedLink link = ask(0);
        assumeDuplex(link);
        for (int i = 1; i < MANY; i++) {
            client.send(REQUEST.formatted(i));
        }
        for (int i = 1; i < MANY; i++) {
            assertEquals(link, gateway.nextReceived(), "All texts of a connection go over one link.");
        }
        assertEquals(1, link.mostAtATime(), "A link gets its texts by one thread at a time.");
        assertEquals(
                IntStream.range(0, MANY).mapToObj(id -> "\"" + id + "\"").toList(),
                link.received().stream()
                        .map(requests ->
                                String.valueOf(requests.get(0).envelope().id()))
                        .toList());
    }

    @Test
    final void batchesOneAfterTheOtherComeInTheirOrder() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        assumeDuplex(link);
        for (int i = 0; i < MANY; i++) {
            assertTrue(link.send(batch(i)).hasSucceeded(), "Each batch is completed before the next one is sent.");
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, next().getInt("data"));
        }
    }

    @Test
    final void batchGoesFromAnyThread() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        BlockingQueue<ContractGateway.Sent> sent = new LinkedBlockingQueue<>();
        Thread other = new Thread(() -> sent.add(link.send(batch("from elsewhere"))));
        other.start();
        assertEquals("from elsewhere", next().getString("data"));
        other.join();
        assertTrue(sent.remove().hasSucceeded());
    }

    @Test
    final void afterItsEndAConnectionIsClosedAndTakesNothing() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        Connection connection = link.connection();
        connection.close(CloseReason.POLICY);
        assertFalse(connection.isOpen(), "A connection that was closed is not open.");
        assertDoesNotThrow(() -> connection.close(CloseReason.POLICY), "A second close does nothing.");
        ContractGateway.Sent late = link.send(batch("late"));
        assertFalse(late.hasSucceeded(), "What is sent over a closed connection fails.");
        assertEquals(1, late.completions(), "A completion is called once.");
    }

    @Test
    final void linkIsToldOfTheEndThatTheCoreAskedFor() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        assumeDuplex(link);
        link.connection().close(CloseReason.POLICY);
        assertLinkEnds(link);
    }

    @Test
    final void linkIsToldOfAClientThatVanishes() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        assumeDuplex(link);
        client.vanish();
        assertLinkEnds(link);
        assertFalse(link.connection().isOpen(), "A connection that is lost is not open.");
    }

    @Test
    final void whatIsSentToAClientThatVanishedIsCompletedAllTheSame() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        client.vanish();
        ContractGateway.Sent sent = link.send(batch("x".repeat(LARGE)));
        sent.hasSucceeded();
        assertEquals(1, sent.completions(), "A completion is called once, whatever becomes of the client.");
    }

    @Test
    final void blockedSendMayBeTold() throws Exception {
        ContractGateway.OpenedLink link = ask(1);
        link.connection().sendIsBlocked();
        assertTrue(link.send(batch("after that")).hasSucceeded());
        assertEquals("after that", next().getString("data"));
    }
}
