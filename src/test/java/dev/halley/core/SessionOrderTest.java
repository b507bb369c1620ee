package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever listens hears first that a session is there, and then that it is gone, whenever it ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SessionOrderTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final List<String> told = new CopyOnWriteArrayList<>();
    private TestCore server;

    @BeforeEach
    void start() {
        server = servers.start();
    }

    /** Is told after another one, which does something when a session comes. */
    private void listenAfter(Listening other) {
        server.core().addListener(other);
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                told.add("added");
            }

            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                told.add("removed");
            }
        });
    }

    @FunctionalInterface
    private interface Listening extends BayeuxServerListener.SessionListener {

        void added(ServerSession session);

        @Override
        default void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
            added(session);
        }
    }

    @Test
    void clientsSessionThatAListenerEndsIsGoneForThoseAfterIt() {
        listenAfter(ServerSession::disconnect);
        server.webSocket()
                .send(
                        "{\"channel\":\"/meta/handshake\",\"version\":\"1.0\",\"supportedConnectionTypes\":[\"websocket\"]}");
        assertThat(told).containsExactly("added", "removed");
        assertThat(server.core().sessions()).isEmpty();
    }

    @Test
    void localSessionThatAListenerEndsIsGoneForThoseAfterIt() {
        listenAfter(ServerSession::disconnect);
        server.core().newLocalSession("");
        assertThat(told).containsExactly("added", "removed");
    }

    @Test
    void sessionThatEndsWhileListenersAreToldOfItIsGoneInTheEnd() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        listenAfter(session -> {
            begun.countDown();
            await(goOn);
        });
        Thread coming = new Thread(() -> server.core().newLocalSession(""), "coming");
        coming.start();
        await(begun);
        server.core().sessions().forEach(ServerSession::disconnect);
        goOn.countDown();
        coming.join();
        assertThat(told).containsExactly("added", "removed");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
