package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever listens hears of everything in the order in which it came about: a list of members that is kept so is right in the end. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SubscriptionOrderTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    /** Writes down what it hears. */
    private final class Listening
            implements BayeuxServerListener.SubscriptionListener, ServerChannelListener.SubscriptionListener {

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            told.add("subscribed " + channel);
        }

        @Override
        public void unsubscribed(ServerSession session, ServerChannel channel) {
            told.add("unsubscribed " + channel);
        }
    }

    /** The first of its calls takes until it is told to go on. */
    private final class Slow implements ServerChannelListener.SubscriptionListener {

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            if (begun.getCount() > 0) {
                begun.countDown();
                await(goOn);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs something while listeners are being told that the session is subscribed to the channel. */
    private void whileTold(CoreSession session, CoreChannel channel, Runnable meanwhile) throws InterruptedException {
        channel.addListener(new Slow());
        Thread subscribing = new Thread(() -> channel.subscribe(session), "subscribing");
        subscribing.start();
        await(begun);
        meanwhile.run();
        goOn.countDown();
        subscribing.join();
    }

    @Test
    void sessionThatEndsWhileListenersAreToldIsGoneInTheEnd() throws InterruptedException {
        TestCore server = servers.start();
        server.core().addListener(new Listening());
        CoreSession session = server.session(server.webSocket().connected());
        whileTold(session, server.channel("/a"), session::disconnect);
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a");
    }

    @Test
    void sessionThatAListenerEndsIsGoneForThoseAfterIt() {
        TestCore server = servers.start();
        server.core().addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel) {
                session.disconnect();
            }
        });
        server.core().addListener(new Listening());
        server.channel("/a").subscribe(server.session(server.webSocket().connected()));
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a");
    }

    @Test
    void ofUnsubscribingAndSubscribingAgainTheLastIsToldLast() throws InterruptedException {
        TestCore server = servers.start();
        server.core().addListener(new Listening());
        TestPeer peer = server.webSocket().connected();
        whileTold(server.session(peer), server.channel("/a"), () -> {
            peer.unsubscribe("/a");
            peer.subscribe("/a");
        });
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a", "subscribed /a");
    }

    @Test
    void channelThatIsRemovedAndMadeAgainHasTheSession() throws InterruptedException {
        TestCore server = servers.start();
        server.core().addListener(new Listening());
        CoreSession session = server.session(server.webSocket().connected());
        CoreChannel channel = server.channel("/a");
        whileTold(session, channel, () -> {
            channel.remove();
            server.channel("/a").subscribe(session);
        });
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a", "subscribed /a");
    }

    @Test
    void sessionThatHasEndedIsNotSubscribedAnyMore() {
        TestCore server = servers.start();
        server.core().addListener(new Listening());
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                told.add("removed, subscribed to " + session.subscriptions());
                told.add("subscribes: " + server.channel("/b").subscribe(session));
            }
        });
        server.session(server.webSocket().subscribedTo("/a")).disconnect();
        assertThat(told)
                .containsExactly(
                        "subscribed /a", "removed, subscribed to [/a]", "subscribes: false", "unsubscribed /a");
    }

    @Test
    void clientThatComesAndGoesWhileAListenerTakesLongIsStoppedByItsLimit() throws InterruptedException {
        TestCore server = servers.start("maxSubscriptionsPerSession", "2");
        server.core().addListener(new Listening());
        TestPeer peer = server.webSocket().connected();
        whileTold(server.session(peer), server.channel("/a"), () -> {
            peer.unsubscribe("/a");
            peer.received();
            peer.subscribe("/a");
            assertThat(peer.received()).singleElement().asString().contains("\"successful\":true");
            peer.unsubscribe("/a");
            peer.received();
            peer.subscribe("/a");
            assertThat(peer.received()).singleElement().asString().contains("403:max_subscriptions:");
        });
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a", "subscribed /a", "unsubscribed /a");
        peer.subscribe("/a", "/b");
        assertThat(peer.received()).singleElement().asString().contains("\"successful\":true");
    }

    @Test
    void channelThatAListenerRemovesIsGoneForThoseAfterIt() {
        TestCore server = servers.start();
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelAdded(ServerChannel channel) {
                channel.remove();
            }
        });
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelAdded(ServerChannel channel) {
                told.add("added " + channel);
            }

            @Override
            public void channelRemoved(String channel) {
                told.add("removed " + channel);
            }
        });
        server.core().createChannel("/a");
        assertThat(told).containsExactly("added /a", "removed /a");
    }

    @Test
    void sessionSubscribedInTheSetUpOfAChannelIsSubscribedToTheOneThatWasFaster() {
        TestCore server = servers.start();
        server.core().addListener(new Listening());
        CoreSession session = server.session(server.webSocket().connected());
        server.core().createChannel("/a", slower -> {
            slower.subscribe(session);
            server.core().createChannel("/a");
        });
        assertThat(server.channel("/a").subscribers()).containsExactly(session);
        assertThat(session.subscriptions()).hasSize(1);
        assertThat(told).containsExactly("subscribed /a", "unsubscribed /a", "subscribed /a");
    }
}
