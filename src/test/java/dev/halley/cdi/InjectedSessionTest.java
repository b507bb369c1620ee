package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Listeners are told of an injected session when it is first used. */
class InjectedSessionTest {

    private static BayeuxServerListener whenAdded(Consumer<ServerSession> action) {
        return new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                action.accept(session);
            }
        };
    }

    @Test
    void aListenerThatIsToldOfTheSessionUsesIt() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            LocalSession injected = new InjectedSession(server::bayeux, "desk");
            List<ServerSession> added = new ArrayList<>();
            server.bayeux().addListener(whenAdded(session -> {
                added.add(session);
                injected.publish("/opened", 1);
            }));

            injected.publish("/news", 1);

            assertThat(added).containsExactly(injected.session());
            assertThat(server.events().named("published")).containsExactly("published:/opened:0", "published:/news:0");
        }
    }

    @Test
    void aListenerThatBlocksKeepsNobodyElseFromTheSession() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            LocalSession injected = new InjectedSession(server::bayeux, "desk");
            server.bayeux().addListener(whenAdded(session -> {
                told.countDown();
                awaitUninterrupted(letGo);
            }));
            CompletableFuture<ServerSession> first = CompletableFuture.supplyAsync(injected::session);
            try {
                assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
                CompletableFuture<ServerSession> second = CompletableFuture.supplyAsync(injected::session);
                assertThat(second.get(20, TimeUnit.SECONDS))
                        .isIn(server.bayeux().sessions());
                assertThat(first).as("whose listener blocks").isNotDone();
            } finally {
                letGo.countDown();
            }
            assertThat(first.get(20, TimeUnit.SECONDS)).isSameAs(injected.session());
            assertThat(server.bayeux().sessions()).hasSize(1);
        }
    }

    private static void awaitUninterrupted(CountDownLatch letGo) {
        try {
            letGo.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
