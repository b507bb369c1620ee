package dev.halley.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Decision;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.Verdict;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerBeanTest {

    private final CountingEvents counts = new CountingEvents();
    private final InProcessServer server =
            InProcessServer.start(new Setup().settings("maxInterval", "10000", "senderThreads", "2"), counts);
    private final ServerBean bean = new ServerBean(server.bayeux(), server.inspection(), counts);
    private final MBeanServer beans = MBeanServerFactory.newMBeanServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatIsThereIsCounted() {
        server.bayeux().newLocalSession("service");
        TestClient ann = server.client().connected();
        TestClient bob = server.client().connected();
        ann.subscribe("/chat/a");

        assertThat(bean.getSessions()).isEqualTo(3);
        assertThat(bean.getLocalSessions()).isEqualTo(1);
        assertThat(bean.getConnections()).isEqualTo(2);
        assertThat(bean.getHeldConnects()).isEqualTo(2);
        assertThat(bean.getChannels()).isEqualTo(1);
        assertThat(bean.getTransports()).containsExactly("websocket", "long-polling");
        bob.disconnect();
        assertThat(bean.getSessions()).isEqualTo(2);
        assertThat(bean.getHeldConnects()).isEqualTo(1);
        assertThat(bean.getSessionsClosedByReason()).isEqualTo(Map.of("DISCONNECTED", 1L));
    }

    @Test
    void whatGoesInAndOutIsCounted() {
        TestClient ann = server.client().handshake();
        ann.subscribe("/a").publish("/a", "1").publish("/a/*", "1");

        assertThat(bean.getMessagesReceived()).isEqualTo(4);
        assertThat(bean.getMessagesRefused()).isEqualTo(1);
        assertThat(bean.getMessagesRefusedByCode()).isEqualTo(Map.of("405", 1L));
        assertThat(bean.getEventsDelivered()).isEqualTo(1);
        assertThat(bean.getTransportFailures()).isZero();
        assertThat(bean.getMessagesSent()).as("four replies and one event").isEqualTo(5);
        String event = "{\"channel\":\"/a\",\"data\":1}";
        assertThat(bean.getCounters()).containsEntry("EVENTS_PUBLISHED", 1L).containsKey("LENGTH_SENT");
        assertThat(counts.value(Counter.LENGTH_SENT)).isGreaterThan(event.length());
    }

    @Test
    void whatWaitsIsCounted() {
        TestClient ann = server.client().connected();
        ann.vanish();
        ann.session().orElseThrow().deliver(null, "/private", "x");
        ann.session().orElseThrow().deliver(null, "/private", "y");

        assertThat(bean.getWaitingMessages()).isEqualTo(2);
        assertThat(bean.getLongestQueue()).isEqualTo(2);
        assertThat(bean.getWaitingLength()).isEqualTo(2 * "{\"channel\":\"/private\",\"data\":\"x\"}".length());
    }

    @Test
    void theDumpShowsTheTreeOfChannelsAndTheSessions() {
        server.bayeux().createChannel("/chat/a", channel -> {
            channel.persistent(true);
            channel.lazyTimeout(Duration.ofMillis(500));
            channel.addListener((MessageListener) (from, message) -> Verdict.pass());
            channel.addAuthorizer((operation, channel1, session, request) -> Decision.grant());
        });
        TestClient ann = server.client().connected();
        ann.subscribe("/chat/a", "/chat/a/b", "/**");

        assertThat(bean.dump()).isEqualTo("""
                Transports: websocket, long-polling
                Connections: 1
                Sender threads: 2, blocked sends: 0
                Pending publishes: 0
                Channels: 3
                  /**, subscribers 1, listeners 0, authorizers 0
                  /chat (no channel)
                    /chat/a, subscribers 1, listeners 1, authorizers 1, persistent, lazy up to 500 ms
                      /chat/a/b, subscribers 1, listeners 0, authorizers 0
                Sessions: 1
                  %s… websocket, connected, 0 waiting (0 bytes), connect held, PUSH
                    subscribed to /** /chat/a /chat/a/b
                """.formatted(ann.clientId().substring(0, 8)));
    }

    @Test
    void whatChannelsKeepIsShown() {
        assertThat(bean.getHistoryChannels()).isZero();
        server.bayeux().createChannel("/kept").history(new HistoryPolicy(100, Duration.ofMinutes(10)));
        server.bayeux().createChannel("/kept").publish(null, "x");

        assertThat(bean.getHistoryChannels()).isEqualTo(1);
        assertThat(bean.getHistoryMessages()).isEqualTo(1);
        assertThat(bean.getHistoryBytes()).isPositive();
        assertThat(bean.getCounters()).containsEntry("EPOCHS_BEGUN", 1L);
        assertThat(bean.dump())
                .contains("\nHistory: 1 channels, 1 messages, " + bean.getHistoryBytes() + " bytes\n")
                .contains("/kept, subscribers 0, listeners 0, authorizers 0, keeps 100 messages for PT10M\n");
    }

    @Test
    void filesOfTheHistoryAreShown(@TempDir Path directory) {
        assertThat(bean.getHistoryStore()).isEmpty();
        Setup setup = new Setup().setting("history", "/kept=100/10m").setting("historyStore", directory.toString());
        try (InProcessServer stored = InProcessServer.start(setup)) {
            ServerBean shown = new ServerBean(stored.bayeux(), stored.inspection(), new CountingEvents(), () -> "");
            stored.bayeux()
                    .createChannel("/kept")
                    .publishAsync(null, "x")
                    .toCompletableFuture()
                    .orTimeout(1, TimeUnit.MINUTES)
                    .join();

            assertThat(shown.getHistoryStore()).isEqualTo(directory.toString());
            assertThat(shown.getHistoryStoreAppends()).isEqualTo(1);
            assertThat(shown.getHistoryStoreBytes()).isPositive();
            assertThat(shown.getHistoryStoreForces()).isNotNegative();
            assertThat(shown.getHistoryStoreWaiting()).isZero();
            assertThat(shown.getHistoryStoreFailure()).isEmpty();
            assertThat(shown.getHistoryLostAtStart()).isEmpty();
            assertThat(shown.dump()).contains("\nHistory's files: " + directory + ", 1 messages written, ");
        }
    }

    @Test
    void theDumpOfManyChannelsHasAnEnd() {
        for (int i = 0; i < Dump.MOST; i++) {
            server.bayeux().createChannel("/c/" + i);
        }
        assertThat(bean.dump()).contains("Channels: " + Dump.MOST + "\n").doesNotContain(" more");
        server.bayeux().createChannel("/c/last");
        assertThat(bean.dump()).contains("\n  and 1 more\n").hasLineCount(Dump.MOST + 8);
    }

    @Test
    void noSessionsIdIsShownWhole() {
        TestClient ann = server.client().connected();
        server.bayeux().newLocalSession("service");

        assertThat(bean.dump()).doesNotContain(ann.clientId()).contains("service_");
    }

    @Test
    void aSessionIsDisconnectedByWhatTheDumpShowsOfItsId() {
        TestClient ann = server.client().connected();
        TestClient bob = server.client().connected();
        String shown = ann.clientId().substring(0, 8) + "…";

        assertThat(bean.disconnect(shown)).isEqualTo("Session " + shown + " is disconnected.");

        assertThat(ann.session()).isEmpty();
        assertThat(bob.session()).isPresent();
        assertThat(bean.getSessionsClosedByReason()).isEqualTo(Map.of("DISCONNECTED_BY_SERVER", 1L));
    }

    @Test
    void nobodyIsDisconnectedWhenItIsNotClearWhoIsMeant() {
        TestClient ann = server.client().connected();
        String service = server.bayeux().newLocalSession("service").session().id();

        assertThatThrownBy(() -> bean.disconnect(ann.clientId().substring(0, 7)))
                .hasMessageEndingWith("give at least the first 8 characters of a session's id, as dump() shows them.");
        assertThatThrownBy(() -> bean.disconnect("nosuchsession"))
                .hasMessage("No session's id begins with 'nosuchsession'.");
        server.bayeux().newLocalSession("services");
        server.bayeux().newLocalSession("services");
        assertThatThrownBy(() -> bean.disconnect("services")).hasMessage("2 sessions' ids begin with 'services'.");
        assertThatThrownBy(() -> bean.disconnect(service)).hasMessageContaining("is a local one of the application");
        assertThat(bean.getSessions()).isEqualTo(4);
    }

    @Test
    void aSweepIsTakenWhenItIsAskedFor() {
        TestClient ann = server.client().connected();
        server.bayeux().createChannel("/unused");
        ann.vanish();
        long before = counts.value(Counter.SWEEPS);

        bean.sweep();

        assertThat(counts.value(Counter.SWEEPS)).isEqualTo(before + 1);
        assertThat(bean.getLongestSweepMillis()).isGreaterThanOrEqualTo(bean.getLastSweepMillis());
    }

    @Test
    void jmxShowsEveryAttributeAndTheOperationsWork() throws Exception {
        TestClient ann = server.client().connected();
        ann.publish("/meta/none", "1");
        try (JmxRegistration registration = JmxRegistration.of(beans, bean, "/chat")) {
            ObjectName name = new ObjectName("dev.halley:type=Server,context=/chat");
            assertThat(registration.name()).isEqualTo(name);
            String[] attributes = Arrays.stream(beans.getMBeanInfo(name).getAttributes())
                    .map(MBeanAttributeInfo::getName)
                    .toArray(String[]::new);
            AttributeList values = beans.getAttributes(name, attributes);
            assertThat(values).hasSameSizeAs(attributes);
            assertThat(values.asList()).contains(new Attribute("Sessions", 1), new Attribute("HeldConnects", 1));
            assertThat(beans.getAttribute(name, "Counters")).isInstanceOf(TabularData.class);
            assertThat((String) beans.invoke(name, "dump", new Object[0], new String[0]))
                    .contains("Sessions: 1");
            String[] text = {String.class.getName()};
            assertThat(beans.invoke(name, "disconnect", new Object[] {ann.clientId()}, text))
                    .asString()
                    .endsWith(" is disconnected.");
            assertThatThrownBy(() -> beans.invoke(name, "disconnect", new Object[] {ann.clientId()}, text))
                    .isInstanceOfAny(MBeanException.class, javax.management.RuntimeMBeanException.class)
                    .hasRootCauseMessage("No session's id begins with '" + ann.clientId() + "'.");
        }
        assertThat(beans.queryNames(new ObjectName("dev.halley:*"), null)).isEmpty();
    }

    @Test
    void applicationsOfTheSamePathAreShownBesideEachOther() throws Exception {
        try (var first = JmxRegistration.of(beans, bean, "");
                var second =
                        JmxRegistration.of(beans, new ServerBean(server.bayeux(), server.inspection(), counts), "");
                var odd = JmxRegistration.of(
                        beans, new ServerBean(server.bayeux(), server.inspection(), counts), "/a,b=c*")) {
            assertThat(first.name()).isEqualTo(new ObjectName("dev.halley:type=Server,context=/"));
            assertThat(second.name()).isEqualTo(new ObjectName("dev.halley:type=Server,context=/,instance=2"));
            assertThat(odd.name().getKeyProperty("context")).isEqualTo("\"/a,b=c\\*\"");
            beans.unregisterMBean(first.name());
        }
        assertThat(beans.queryNames(new ObjectName("dev.halley:*"), null)).isEmpty();
    }
}
