package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.Verdict;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.session.CoreSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Channels come and go while they are used: whoever uses one uses one that is there. */
class ChannelRaceTest {

    private static final int ROUNDS = 3_000;

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final ExecutorService threads = Executors.newFixedThreadPool(3);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    /** Runs them at the same time. */
    private void race(Runnable... runners) throws Exception {
        CyclicBarrier start = new CyclicBarrier(runners.length);
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Runnable runner : runners) {
            tasks.add(() -> {
                start.await(30, TimeUnit.SECONDS);
                runner.run();
                return null;
            });
        }
        for (Future<Void> done : threads.invokeAll(tasks, 60, TimeUnit.SECONDS)) {
            done.get();
        }
    }

    /** Brings a channel to the brink: the next sweep removes it. */
    private static CoreChannel onTheBrink(TestCore server) {
        CoreChannel channel = server.channel("/a");
        server.core().sweep();
        server.core().sweep();
        return channel;
    }

    @Test
    void subscriptionThatMeetsTheSweepHolds() throws Exception {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        CoreSession session = server.session(peer);
        for (int i = 0; i < ROUNDS; i++) {
            CoreChannel channel = onTheBrink(server);
            race(() -> channel.subscribe(session), server.core()::sweep);
            assertThat(server.channel("/a").subscribers()).containsExactly(session);
            assertThat(session.subscriptions()).hasSize(1);
            server.channel("/a").unsubscribe(session);
        }
    }

    @Test
    void listenerThatMeetsTheSweepHears() throws Exception {
        TestCore server = servers.start();
        AtomicInteger heard = new AtomicInteger();
        for (int i = 0; i < ROUNDS; i++) {
            CoreChannel channel = onTheBrink(server);
            race(
                    () -> channel.addListener((MessageListener) (from, message) -> {
                        heard.incrementAndGet();
                        return Verdict.pass();
                    }),
                    server.core()::sweep);
            server.channel("/a").publish(null, 1);
            assertThat(heard).hasValue(i + 1);
            server.channel("/a").remove();
        }
    }

    @Test
    void channelThatIsAskedForWhileItIsSweptIsThere() throws Exception {
        TestCore server = servers.start();
        ServerChannel[] got = new ServerChannel[1];
        for (int i = 0; i < ROUNDS; i++) {
            onTheBrink(server);
            race(() -> got[0] = server.core().createChannel("/a"), server.core()::sweep);
            assertThat(server.core().channel("/a")).containsSame(got[0]);
            server.channel("/a").remove();
        }
    }

    @Test
    void removalAndSubscriptionAgreeOnWhoIsSubscribed() throws Exception {
        TestCore server = servers.start();
        CoreSession session = server.session(server.webSocket().connected());
        for (int i = 0; i < ROUNDS; i++) {
            CoreChannel old = server.channel("/a");
            old.subscribe(session);
            race(old::remove, () -> server.channel("/a").subscribe(session));
            boolean subscribed = server.channel("/a").subscribers().contains(session);
            assertThat(session.subscriptions()).hasSize(subscribed ? 1 : 0);
            server.channel("/a").remove();
            assertThat(session.subscriptions()).isEmpty();
        }
    }

    @Test
    void endOfASessionLeavesNoSubscription() throws Exception {
        TestCore server = servers.start();
        CoreChannel channel = server.channel("/a");
        channel.persistent(true);
        for (int i = 0; i < ROUNDS / 3; i++) {
            TestPeer peer = server.webSocket();
            peer.handshake();
            CoreSession session = server.session(peer);
            race(() -> channel.subscribe(session), session::disconnect, () -> channel.unsubscribe(session));
            assertThat(channel.subscribers()).isEmpty();
            assertThat(session.subscriptions()).isEmpty();
        }
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void subscribingAndUnsubscribingAgree() throws Exception {
        TestCore server = servers.start();
        CoreChannel channel = server.channel("/a");
        channel.persistent(true);
        CoreSession session = server.session(server.webSocket().connected());
        for (int i = 0; i < ROUNDS; i++) {
            race(
                    () -> channel.subscribe(session),
                    () -> channel.unsubscribe(session),
                    () -> channel.subscribe(session));
            assertThat(session.subscriptions()).hasSize(channel.subscribers().size());
        }
    }

    @Test
    void ofManyWhoMakeAChannelAllGetTheSame() throws Exception {
        TestCore server = servers.start();
        AtomicInteger added = new AtomicInteger();
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            @Override
            public void channelAdded(ServerChannel channel) {
                added.incrementAndGet();
            }
        });
        for (int i = 0; i < ROUNDS; i++) {
            ServerChannel[] got = new ServerChannel[3];
            race(
                    () -> got[0] = server.core().createChannel("/a"),
                    () -> got[1] = server.core().createChannel("/a"),
                    () -> got[2] = server.core().createChannel("/a"));
            assertThat(Arrays.asList(got)).containsOnly(server.channel("/a"));
            server.channel("/a").remove();
        }
        assertThat(added).hasValue(ROUNDS);
    }

    @Test
    void limitsHoldForRequestsThatComeAtOnce() throws Exception {
        TestCore server = servers.start("maxSubscriptionsPerSession", "2", "maxChannelsPerSession", "2");
        for (int i = 0; i < ROUNDS / 3; i++) {
            TestPeer first = server.http("b").connected();
            CoreSession session = server.session(first);
            TestPeer second = server.http("b").as(first);
            TestPeer third = server.http("b").as(first);
            race(
                    () -> first.subscribe("/a", "/b"),
                    () -> second.subscribe("/c", "/d"),
                    () -> third.subscribe("/e", "/f"));
            assertThat(session.subscriptions().size()).isLessThanOrEqualTo(2);
            assertThat(session.quota().made()).isLessThanOrEqualTo(2);
            session.disconnect();
            server.core().channels().forEach(ServerChannel::remove);
            assertThat(session.quota().made()).isZero();
        }
    }
}
