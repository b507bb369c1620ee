package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.MessageFilter;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener;
import dev.halley.api.Verdict;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever keeps an event from sessions, the observer is told, and no session counts that did not get it. */
class StoppedEventsTest {

    private static final BayeuxError NO = BayeuxError.publishDenied("no");

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start();

    private static BayeuxExtension stopping() {
        return new BayeuxExtension() {
            @Override
            public Verdict<ChannelMessage> event(
                    @Nullable ServerSession from, @Nullable ServerSession to, ChannelMessage event) {
                return event.channel().equals("/e") ? Verdict.refuse(NO) : Verdict.pass();
            }
        };
    }

    private CoreSession subscriber() {
        CoreSession session = server.connected(server.socket());
        server.channel("/e").subscribe(session);
        return session;
    }

    private List<String> told() {
        return server.events().all().stream()
                .filter(entry ->
                        entry.startsWith("published") || entry.startsWith("stopped") || entry.startsWith("dropped"))
                .toList();
    }

    @Test
    void publisherThatIsLeftOutIsNotCounted() {
        CoreSession publisher = subscriber();
        subscriber();
        server.channel("/e").publish(publisher, 1);
        publisher.broadcastToPublisher(false);
        server.channel("/e").publish(publisher, 2);
        assertThat(told()).containsExactly("published:/e:2", "published:/e:1");
    }

    @Test
    void publisherThatIsLeftOutAndNotSubscribedTakesNobodyElseOffTheCount() {
        CoreSession publisher = server.connected(server.socket());
        publisher.broadcastToPublisher(false);
        subscriber();
        server.channel("/e").publish(publisher, 1);
        assertThat(told()).containsExactly("published:/e:1");
    }

    @Test
    void sessionWhoseExtensionOrListenerStopsTheEventIsNotCounted() {
        subscriber();
        subscriber().addExtension(stopping());
        subscriber().addListener((ServerSessionListener.MessageListener) (to, from, event) -> Verdict.refuse(NO));
        server.channel("/e").publish(null, 1);
        assertThat(told()).containsExactly("dropped:/e:extension", "dropped:/e:listener", "published:/e:1");
    }

    @Test
    void eventThatAnExtensionOfTheServerStopsIsToldWithTheSessionsThatMissIt() {
        CoreSession publisher = subscriber();
        subscriber();
        server.core().addExtension(stopping());
        server.channel("/e").publish(null, 1);
        publisher.broadcastToPublisher(false);
        server.channel("/e").publish(publisher, 2);
        assertThat(told()).containsExactly("stopped:/e:2:extension", "stopped:/e:1:extension");
    }

    @Test
    void eventForOneSessionThatAnExtensionOfTheServerStopsIsTold() {
        CoreSession session = subscriber();
        server.core().addExtension(stopping());
        session.deliver(null, "/e", 1);
        assertThat(server.events().of(session.id())).endsWith("dropped:/e:extension");
    }

    @Test
    void eventOfTheServerThatAFilterStopsIsTold() {
        subscriber();
        server.core().addFilter(new MessageFilter() {
            @Override
            public boolean concerns(ChannelId channel) {
                return true;
            }

            @Override
            public Verdict<Request.Publish> filter(@Nullable ServerSession from, Request.Publish message) {
                return Verdict.refuse(NO);
            }
        });
        assertThat(server.channel("/e").publish(null, 1)).isFalse();
        assertThat(told()).containsExactly("stopped:/e:1:" + NO.wire());
    }

    @Test
    void eventOfTheServerThatAListenerStopsIsTold() {
        CoreSession publisher = subscriber();
        publisher.broadcastToPublisher(false);
        subscriber();
        server.channel("/e").addListener((ServerChannelListener.MessageListener) (from, message) -> Verdict.refuse(NO));
        assertThat(server.channel("/e").publish(publisher, 1)).isFalse();
        assertThat(told()).containsExactly("stopped:/e:1:" + NO.wire());
    }

    @Test
    void eventOfALocalSessionThatAnAuthorizerStopsIsTold() {
        subscriber();
        server.channel("/e").addAuthorizer((operation, channel, session, message) -> Decision.deny("not you"));
        LocalSession local = server.core().newLocalSession("service");
        assertThat(local.publish("/e", 1).successful()).isFalse();
        assertThat(told()).containsExactly("stopped:/e:1:403:not you:publish_denied");
    }

    @Test
    void eventsThatADequeueListenerKeepsBackAreTold() {
        CoreSession session = subscriber();
        session.addListener((ServerSessionListener.DequeueListener) (to, events) -> events.subList(1, 2));
        session.batch(() -> TestCore.deliver(session, 1, 2, 3));
        server.workers().runAll();
        assertThat(server.events().of(session.id())).endsWith("dropped:/e:listener", "dropped:/e:listener");
    }

    @Test
    void eventsThatADequeueListenerMergesAreNotMissed() {
        CoreSession session = subscriber();
        session.addListener(
                (ServerSessionListener.DequeueListener) (to, events) -> List.of(Events.event(12, false, 0)));
        session.batch(() -> TestCore.deliver(session, 1, 2));
        server.workers().runAll();
        assertThat(server.events().named("dropped")).isEmpty();
    }

    @Test
    void eventsThatWaitForASessionThatExpiresAreTold() {
        CoreSession session = server.polling();
        TestCore.deliver(session, 1, 2);
        session.disconnect(CloseReason.EXPIRED);
        assertThat(server.events().of(session.id())).endsWith("lost:2:EXPIRED", "closed:EXPIRED");
    }

    @Test
    void eventsThatWaitForASessionWhoseQueueIsFullAreTold() {
        TestCore small = servers.start("maxQueue", "2");
        CoreSession session = small.polling();
        TestCore.deliver(session, 1, 2, 3);
        assertThat(small.events().of(session.id()))
                .endsWith("dropped:/e:queue full", "lost:2:QUEUE_FULL", "closed:QUEUE_FULL");
    }

    @Test
    void eventsThatAClientGetsAtTheEndOfItsSessionAreNotMissed() {
        Wire socket = server.socket();
        CoreSession session = server.connected(socket);
        session.batch(() -> {
            TestCore.deliver(session, 1);
            session.disconnect();
        });
        server.workers().runAll();
        assertThat(socket.events()).containsExactly(1);
        assertThat(server.events().named("lost")).isEmpty();
    }

    @Test
    void eventForASessionThatHasEndedIsTold() {
        CoreSession session = subscriber();
        session.disconnect();
        session.deliver(null, "/e", 1);
        assertThat(server.events().of(session.id())).endsWith("dropped:/e:ended");
    }
}
