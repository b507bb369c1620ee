package dev.halley.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.json.RawJson;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Transport;
import jakarta.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What clients may expect of every {@link Transport}. The test of a transport extends this, and says how one is made and how a client
 * reaches it. A server with that transport alone is started for each test; {@link ConnectionContract} is about its connections.
 *
 * <p>Thread-safety: confined to the test's thread.
 */
public abstract class TransportContract {

    private static final int MANY = 500;
    private static final int LARGE = 300_000;
    private static final int MAX_MESSAGE_SIZE = 5_000;
    private static final int MAX_BATCH = 20;
    private static final long PATIENCE_SECONDS = 30;

    private final List<ContractClient> clients = new ArrayList<>();
    private final BlockingQueue<String> held = new LinkedBlockingQueue<>();
    private final BlockingQueue<CloseReason> ended = new LinkedBlockingQueue<>();
    private Transport transport;
    private InProcessServer server;

    /** @return a transport, not started yet */
    protected abstract Transport newTransport() throws Exception;

    /** @return a client of that transport, which has started */
    protected abstract TransportClient newClient(Transport started) throws Exception;

    /** @return the name that clients negotiate, the transport's first one if this is not overridden */
    protected String nameOf(Transport started) {
        return started.names().get(0);
    }

    @BeforeEach
    final void startServer() throws Exception {
        transport = newTransport();
        Setup setup = new Setup()
                .onThreads()
                .inRealTime()
                .transport(transport)
                .setting("allowedTransports", String.join(",", transport.names()))
                .setting("maxMessageSize", Integer.toString(MAX_MESSAGE_SIZE))
                .setting("maxBatch", Integer.toString(MAX_BATCH))
                .setting("stopTimeout", "5000")
                .initially(this::watch);
        server = InProcessServer.start(setup, new ServerEvents() {
            @Override
            public void connectHeld(String session, String over) {
                held.add(session);
            }
        });
    }

    private void watch(BayeuxServer bayeux) {
        bayeux.addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                ended.add(reason);
            }
        });
    }

    @AfterEach
    final void stopServer() throws Exception {
        for (ContractClient client : clients) {
            client.wire().close();
        }
        server.takeFailures();
        server.close();
    }

    private ContractClient client() throws Exception {
        ContractClient client = new ContractClient(newClient(transport), nameOf(transport));
        clients.add(client);
        return client;
    }

    private ContractClient connected() throws Exception {
        return client().connected();
    }

    private ContractClient subscribed(String... channels) throws Exception {
        ContractClient client = connected();
        for (String channel : channels) {
            client.subscribe(channel);
        }
        return client;
    }

    @Test
    final void hasNamesThatKeysOfSettingsCanCarry() {
        List<String> names = transport.names();
        assertFalse(names.isEmpty(), "A transport has at least one name.");
        assertEquals(names.size(), new HashSet<>(names).size(), () -> "Each name is there once: " + names);
        names.forEach(name -> assertTrue(
                name.matches("[A-Za-z0-9._-]+"),
                () -> "A name is made of letters, digits, '.', '_' and '-': '" + name + "'"));
        assertEquals(names, transport.names(), "The names stay the same.");
    }

    @Test
    final void handshakeMakesASessionOfThatTransport() throws Exception {
        ContractClient client = client();
        JsonObject reply = client.handshake();
        assertTrue(reply.getBoolean("successful"), reply::toString);
        ServerSession session = server.bayeux().session(client.clientId()).orElseThrow();
        assertEquals(Optional.of(nameOf(transport)), session.transport());
    }

    @Test
    final void policyIsToldWhoIsThere() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        server.bayeux().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canHandshake(BayeuxServer bayeux, ServerSession session, Request.Handshake handshake) {
                var context = bayeux.context().orElseThrow();
                seen.add(context.transport());
                context.remoteAddress().ifPresent(address -> seen.add("an address"));
                return Decision.deny("not today");
            }
        });
        JsonObject reply = client().handshake();
        assertFalse(reply.getBoolean("successful"), reply::toString);
        assertTrue(seen.contains("an address"), "The context has the client's address.");
        assertEquals(nameOf(transport), seen.poll());
    }

    @Test
    final void whatOnePublishesTheOtherGets() throws Exception {
        ContractClient subscriber = subscribed("/a");
        ContractClient publisher = connected();
        publisher.publish("/a", "{\"text\":\"Grüße \\ud83d\\ude00, \\\"\\n\"}");
        assertEquals(
                "Grüße \uD83D\uDE00, \"\n",
                subscriber.event().getJsonObject("data").getString("text"));
    }

    @Test
    final void dataMayHaveLineBreaksBetweenItsTokens() throws Exception {
        ContractClient subscriber = subscribed("/a");
        server.bayeux().createChannel("/a").publish(null, RawJson.parse("{\n\"a\":\r\n1\t}"));
        assertEquals(1, subscriber.event().getJsonObject("data").getInt("a"));
        server.bayeux().createChannel("/a").publish(null, 2);
        assertEquals(2, subscriber.event().getInt("data"));
    }

    @Test
    final void manyMessagesComeInTheirOrder() throws Exception {
        ContractClient subscriber = subscribed("/a");
        for (int i = 0; i < MANY; i++) {
            server.bayeux().createChannel("/a").publish(null, i);
        }
        for (int i = 0; i < MANY; i++) {
            assertEquals(i, subscriber.event().getInt("data"));
        }
    }

    @Test
    final void largeMessageComesWhole() throws Exception {
        ContractClient subscriber = subscribed("/a");
        String large = "é".repeat(LARGE);
        server.bayeux().createChannel("/a").publish(null, large);
        server.bayeux().createChannel("/a").publish(null, "next");
        assertEquals(large, subscriber.event().getString("data"));
        assertEquals("next", subscriber.event().getString("data"));
    }

    @Test
    final void batchIsAnsweredInItsOrder() throws Exception {
        ContractClient client = connected();
        List<String> ids = List.of("b1", "b2", "b3");
        client.wire()
                .send(client.batch(
                        client.message("/meta/subscribe", "b1", ",\"subscription\":\"/a\""),
                        client.message("/b", "b2", ",\"data\":1"),
                        client.message("/meta/unsubscribe", "b3", ",\"subscription\":\"/a\"")));
        for (String id : ids) {
            assertTrue(client.reply(id).getBoolean("successful"), id);
        }
    }

    @Test
    final void requestsOneAfterTheOtherAreHandledInTheirOrder() throws Exception {
        ContractClient subscriber = subscribed("/a");
        ContractClient publisher = connected();
        for (int i = 0; i < MAX_BATCH; i++) {
            publisher.publish("/a", Integer.toString(i));
        }
        for (int i = 0; i < MAX_BATCH; i++) {
            assertEquals(i, subscriber.event().getInt("data"));
        }
    }

    @Test
    final void clientsAreKeptApart() throws Exception {
        ContractClient ann = subscribed("/ann");
        ContractClient bob = subscribed("/bob");
        server.bayeux().createChannel("/ann").publish(null, "for Ann");
        server.bayeux().createChannel("/bob").publish(null, "for Bob");
        assertEquals("for Ann", ann.event().getString("data"));
        assertEquals("for Bob", bob.event().getString("data"));
    }

    @Test
    final void textThatIsNoJsonHurtsNobodyElse() throws Exception {
        ContractClient other = connected();
        client().wire().send("[{\"channel\":");
        other.publish("/a", "1");
        assertTrue(connected().publish("/a", "1").getBoolean("successful"));
    }

    @Test
    final void textMayBeAsLargeAsItsLimitAndNoLarger() throws Exception {
        ContractClient client = connected();
        client.wire().send(padded(client, "b1", MAX_MESSAGE_SIZE));
        assertTrue(client.reply("b1").getBoolean("successful"));
        ContractClient other = subscribed("/large");
        ContractClient publisher = connected();
        publisher.wire().send(padded(publisher, "b2", MAX_MESSAGE_SIZE + 1));
        // Round trips of somebody else: time enough for a transport that would handle it.
        connected();
        server.bayeux().createChannel("/large").publish(null, "after that");
        assertEquals("after that", other.event().getString("data"));
    }

    private static String padded(ContractClient client, String id, int size) {
        String text = client.batch(client.message("/large", id, ",\"data\":\"first\""));
        return text + " ".repeat(size - text.length());
    }

    @Test
    final void batchMayHaveAsManyMessagesAsItsLimitAndNoMore() throws Exception {
        ContractClient client = connected();
        client.wire().send(client.batch(full(client, MAX_BATCH)));
        assertTrue(client.reply("b" + MAX_BATCH).getBoolean("successful"));
        ContractClient other = subscribed("/many");
        ContractClient publisher = connected();
        publisher.wire().send(publisher.batch(full(publisher, MAX_BATCH + 1)));
        connected();
        server.bayeux().createChannel("/many").publish(null, "after that");
        assertEquals("after that", other.event().getString("data"));
    }

    private static String[] full(ContractClient client, int count) {
        List<String> messages =
                new ArrayList<>(Collections.nCopies(count - 1, client.message("/many", "b", ",\"data\":1")));
        messages.add(client.message("/many", "b" + count, ",\"data\":1"));
        return messages.toArray(String[]::new);
    }

    @Test
    final void whoVanishesIsNotHeardOfAndHurtsNobody() throws Exception {
        ContractClient gone = subscribed("/a");
        ContractClient stays = subscribed("/a");
        gone.wire().vanish();
        server.bayeux().createChannel("/a").publish(null, "x".repeat(LARGE));
        server.bayeux().createChannel("/a").publish(null, "y");
        assertEquals(LARGE, stays.event().getString("data").length());
        assertEquals("y", stays.event().getString("data"));
    }

    @Test
    final void disconnectEndsTheSession() throws Exception {
        ContractClient client = connected();
        assertTrue(client.disconnect().getBoolean("successful"));
        assertEquals(CloseReason.DISCONNECTED, ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    final void serverThatStopsTellsItsClientsBefore() throws Exception {
        ContractClient client = connected();
        assertEquals(client.clientId(), held.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "A connect is held.");
        server.close();
        assertEquals(CloseReason.SERVER_STOPPED, ended.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        JsonObject last = client.lastConnect();
        assertNotNull(last.getJsonObject("advice"), last::toString);
        assertEquals("retry", last.getJsonObject("advice").getString("reconnect"));
    }
}
