package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventsTest {

    private static final List<String> LOG = new CopyOnWriteArrayList<>();
    private static final BlockingQueue<String> LATER = new LinkedBlockingQueue<>();

    @AfterEach
    void forget() {
        LOG.clear();
        LATER.clear();
    }

    @ApplicationScoped
    static class Observer {
        void opened(@Observes SessionOpened event) {
            LOG.add("opened " + event.session().isHandshaken());
        }

        void closed(@Observes SessionClosed event) {
            LOG.add("closed " + event.reason().name());
        }

        void subscribed(@Observes SessionSubscribed event) {
            LOG.add("subscribed " + event.channel().name());
        }

        void unsubscribed(@Observes SessionUnsubscribed event) {
            LOG.add("unsubscribed " + event.channel().name());
        }

        void created(@Observes ChannelCreated event) {
            LOG.add("created " + event.channel().name());
        }

        void removed(@Observes ChannelRemoved event) {
            LOG.add("removed " + event.channel());
        }
    }

    @Test
    void whatHappensIsFiredOnTheThreadThatDidIt() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Observer.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/a");
            client.send("{'channel':'/meta/unsubscribe','clientId':'ID','subscription':'/a'}");
            client.subscribe("/a");
            client.send("{'channel':'/meta/disconnect','clientId':'ID'}");
            application.bayeux().createChannel("/a").remove();

            assertThat(LOG)
                    .containsExactly(
                            "opened true",
                            "created /a",
                            "subscribed /a",
                            "unsubscribed /a",
                            "subscribed /a",
                            "closed DISCONNECTED",
                            "unsubscribed /a",
                            "removed /a");
        }
    }

    @ApplicationScoped
    static class Doorman {
        void joined(@Observes MemberJoined event) {
            LOG.add(event.member().sessions() + " in " + event.channel());
        }

        void left(@Observes MemberLeft event) {
            LOG.add(event.member().sessions() + " out of " + event.channel());
        }

        void later(@ObservesAsync MemberLeft event) {
            LATER.add("out of " + event.channel());
        }
    }

    @Test
    void membersThatComeAndGoAreFired() throws InterruptedException {
        Setup setup = new Setup().beans(Doorman.class).setting("presence", "/room/*");
        try (InProcessServer application = InProcessServer.start(setup)) {
            RawClient client = new RawClient(application);
            client.subscribe("/room/1");
            client.subscribe("/other");
            client.send("{'channel':'/meta/disconnect','clientId':'ID'}");

            assertThat(LOG).containsExactly("1 in /room/1", "1 out of /room/1");
            assertThat(LATER.poll(60, TimeUnit.SECONDS)).isEqualTo("out of /room/1");
        }
    }

    /** Is slow, until the server stops. */
    @ApplicationScoped
    static class SlowUntilTheEnd {
        private final CountDownLatch stops = new CountDownLatch(1);

        void opened(@ObservesAsync SessionOpened event) throws InterruptedException {
            stops.await();
            LATER.add("opened");
        }

        void closed(@Observes SessionClosed event) {
            stops.countDown();
        }

        void closedLater(@ObservesAsync SessionClosed event) {
            LATER.add("closed");
        }
    }

    @Test
    void asynchronousObserversHearOfWhatWasBeforeTheEndBeforeTheBeansGo() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(SlowUntilTheEnd.class))) {
            new RawClient(application);
        }

        assertThat(LATER).containsExactly("opened", "closed");
    }

    @ApplicationScoped
    static class Throws {
        void opened(@Observes SessionOpened event) {
            throw new IllegalStateException("an observer's own trouble");
        }
    }

    @Test
    void anObserverThatThrowsHarmsNoSession() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Throws.class))) {
            RawClient client = new RawClient(application);

            client.publish("/a", "1");

            assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
            assertThat(application.takeFailures()).singleElement().satisfies(failure -> assertThat(failure)
                    .hasMessage("an observer's own trouble"));
        }
    }

    @ApplicationScoped
    static class ThrowsLater {
        void opened(@ObservesAsync SessionOpened event) {
            throw new IllegalStateException("trouble on another thread");
        }
    }

    @Test
    void whatAnAsynchronousObserverThrowsIsReported() {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(ThrowsLater.class))) {
            new RawClient(application);

            application.events().await("userCodeFailed");
            assertThat(application.events().named("userCodeFailed"))
                    .singleElement()
                    .asString()
                    .contains("an asynchronous observer of SessionOpened");
            assertThat(application.takeFailures()).hasSize(1);
        }
    }

    @ApplicationScoped
    static class Later {
        void opened(@ObservesAsync SessionOpened event) {
            LATER.add(Thread.currentThread().getName());
        }
    }

    @Test
    void asynchronousObserversAreToldOnAnotherThread() throws Exception {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Later.class))) {
            new RawClient(application);

            assertThat(LATER.poll(10, TimeUnit.SECONDS))
                    .isNotNull()
                    .isNotEqualTo(Thread.currentThread().getName());
        }
    }

    private static final CountDownLatch OTHERS = new CountDownLatch(1);

    /** The first one told is slow: it waits until others were told of another session. */
    @ApplicationScoped
    static class Slow {
        void subscribed(@ObservesAsync SessionSubscribed event) throws InterruptedException {
            if (event.channel().name().equals("/others")) {
                OTHERS.countDown();
            } else {
                assertThat(OTHERS.await(10, TimeUnit.SECONDS)).isTrue();
                LATER.add("subscribed");
            }
        }

        void unsubscribed(@ObservesAsync SessionUnsubscribed event) {
            LATER.add("unsubscribed");
        }
    }

    @Test
    void asynchronousObserversHearOfASessionInOrderAndOfOthersMeanwhile() throws Exception {
        try (InProcessServer application = InProcessServer.start(new Setup().beans(Slow.class))) {
            RawClient client = new RawClient(application);
            client.subscribe("/a");
            client.send("{'channel':'/meta/unsubscribe','clientId':'ID','subscription':'/a'}");
            new RawClient(application).subscribe("/others");

            assertThat(LATER.poll(10, TimeUnit.SECONDS)).isEqualTo("subscribed");
            assertThat(LATER.poll(10, TimeUnit.SECONDS)).isEqualTo("unsubscribed");
        }
    }
}
