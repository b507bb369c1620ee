package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Decision;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LocalSessionTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final List<String> heard = new ArrayList<>();

    private void hear(LocalSession session, ChannelMessage event) {
        heard.add(event.channel() + " " + event.data());
    }

    @Test
    void isThereFromTheBeginningAndNeverSwept() {
        TestCore server = servers.start();
        List<ServerSession> added = new ArrayList<>();
        server.core().addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                assertThat(handshake).isNull();
                added.add(session);
            }
        });
        LocalSession local = server.core().newLocalSession("chat");
        assertThat(local.id()).startsWith("chat_");
        assertThat(server.core().newLocalSession("").id()).doesNotContain("_");
        assertThat(added).contains(local.session());
        assertThat(local.session().isLocal()).isTrue();
        assertThat(local.session().isConnected()).isTrue();
        assertThat(local.session().localSession()).contains(local);
        assertThat(local.session().transport()).isEmpty();
        server.pass(3_600_000);
        assertThat(server.core().session(local.id())).isPresent();
    }

    @Test
    void getsWhatItSubscribedToOnThePublishersThread() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("chat");
        Registration exact = local.subscribe("/a/b", this::hear);
        Registration pattern = local.subscribe("/a/*", this::hear);
        local.addListener("/**", this::hear);
        TestPeer peer = server.webSocket().connected();
        peer.publish("/a/b", "1");
        assertThat(heard).as("once for each listener").containsExactly("/a/b 1", "/a/b 1", "/a/b 1");
        heard.clear();
        exact.close();
        peer.publish("/a/b", "2");
        assertThat(heard).containsExactly("/a/b 2", "/a/b 2");
        heard.clear();
        pattern.close();
        peer.publish("/a/b", "3");
        assertThat(heard).isEmpty();
        assertThat(local.session().subscriptions()).isEmpty();
    }

    @Test
    void subscriptionsToOneChannelEndWithTheLastOne() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("chat");
        local.addListener("/a", this::hear);
        Registration first = local.subscribe("/a", this::hear);
        Registration second = local.subscribe("/a", this::hear);
        first.close();
        first.close();
        assertThat(local.session().subscriptions()).containsExactly(ChannelId.of("/a"));
        second.close();
        assertThat(local.session().subscriptions())
                .as("a mere listener is no subscription")
                .isEmpty();
        Registration third = local.subscribe("/a", this::hear);
        second.close();
        assertThat(local.session().subscriptions()).containsExactly(ChannelId.of("/a"));
        local.disconnect();
        third.close();
    }

    @Test
    void publishesLikeEverybodyAndIsAnswered() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("chat");
        local.subscribe("/a", this::hear);
        TestPeer peer = server.webSocket().subscribedTo("/a");
        Reply reply = local.publish("/a", List.of(1, 2));
        assertThat(reply.successful()).isTrue();
        assertThat(reply.channel()).isEqualTo("/a");
        assertThat(peer.received()).containsExactly("""
                {"channel":"/a","data":[1,2]}""");
        assertThat(heard).as("its own, too").containsExactly("/a [1,2]");
    }

    @Test
    void policyCounts() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("chat");
        server.core().securityPolicy(new SecurityPolicy() {
            @Override
            public Decision canSubscribe(
                    BayeuxServer core, ServerSession session, ChannelId channel, Request.Subscribe request) {
                return Decision.deny("closed");
            }

            @Override
            public Decision canPublish(BayeuxServer core, ServerSession session, Request.Publish publish) {
                if (publish.channel().toString().equals("/bug")) {
                    throw new IllegalStateException("bug");
                }
                return Decision.deny("quiet");
            }
        });
        assertThatThrownBy(() -> local.subscribe("/a", this::hear))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("403:closed:subscribe_denied");
        assertThat(local.publish("/a", 1).error()).hasToString("403:quiet:publish_denied");
        server.expectFailures(1);
        assertThat(local.publish("/bug", 1).error()).asString().matches("500:[0-9a-z]+:internal_error");
        server.core().securityPolicy(new SecurityPolicy() {});
        local.session().deliver(null, "/a", 1);
        assertThat(heard).as("the refused subscription left no listener").isEmpty();
    }

    @Test
    void metaChannelsAreRefused() {
        LocalSession local = servers.start().core().newLocalSession("chat");
        assertThatThrownBy(() -> local.subscribe("/meta/connect", this::hear))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("403::subscribe_failed");
        assertThatThrownBy(() -> local.publish("/meta/connect", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> local.publish("/a/*", 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listenerThatThrowsHarmsNobody() {
        TestCore server = servers.start();
        server.expectFailures(1);
        LocalSession local = server.core().newLocalSession("chat");
        local.subscribe("/a", (session, event) -> {
            throw new IllegalStateException("bug");
        });
        local.subscribe("/a", this::hear);
        TestPeer peer = server.webSocket().subscribedTo("/a");
        server.channel("/a").publish(null, 1);
        assertThat(heard).hasSize(1);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void listenerMayPublish() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("echo");
        local.subscribe("/in", (session, event) -> session.publish("/out", event.data()));
        TestPeer peer = server.webSocket().subscribedTo("/out");
        peer.publish("/in", "1");
        assertThat(peer.received()).containsExactlyInAnyOrder("""
                {"channel":"/out","data":1}""", """
                {"channel":"/in","successful":true}""");
    }

    @Test
    void deliveryToItNeedsNoSubscription() {
        LocalSession local = servers.start().core().newLocalSession("chat");
        local.addListener("/service/**", this::hear);
        local.session().deliver(null, "/service/x", "hello");
        assertThat(heard).containsExactly("/service/x \"hello\"");
    }

    @Test
    void endedOneIsGone() {
        TestCore server = servers.start();
        LocalSession local = server.core().newLocalSession("chat");
        local.subscribe("/a", this::hear);
        ServerSession session = local.session();
        local.disconnect();
        assertThat(server.core().sessions()).isEmpty();
        assertThat(server.channel("/a").subscribers()).isEmpty();
        session.deliver(null, "/a", 1);
        assertThat(heard).isEmpty();
        assertThatThrownBy(() -> local.publish("/a", 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> local.subscribe("/a", this::hear)).isInstanceOf(IllegalStateException.class);
    }
}
