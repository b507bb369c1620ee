package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.core.channel.CoreChannel;
import dev.halley.core.session.CoreSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A channel that is made in place of one that went before the session was subscribed to it counts as any other. */
class RemadeChannelTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private TestCore server;
    private TestPeer peer;
    private CoreSession session;

    @BeforeEach
    void start() {
        server = servers.start("maxChannelsPerSession", "2");
        peer = server.webSocket().connected();
        session = server.session(peer);
    }

    /** The first channel of that name is removed as soon as it is there, before anybody is subscribed to it. */
    private void removeFirst(String name, Runnable then) {
        server.core().addListener(new BayeuxServerListener.ChannelListener() {
            private boolean removed;

            @Override
            public void channelAdded(ServerChannel channel) {
                if (!removed && channel.name().equals(name)) {
                    removed = true;
                    channel.remove();
                    then.run();
                }
            }
        });
    }

    private String subscribe(String... channels) {
        peer.subscribe(channels);
        return peer.received().get(0);
    }

    @Test
    void itIsCountedAndGivenBack() {
        removeFirst("/a", () -> {});
        assertThat(subscribe("/a")).contains("\"successful\":true");
        assertThat(session.quota().made()).isEqualTo(1);
        assertThat(subscribe("/b")).contains("\"successful\":true");
        assertThat(subscribe("/c")).contains("403:max_channels:create_denied");
        server.channel("/a").remove();
        assertThat(session.quota().made()).isEqualTo(1);
        assertThat(subscribe("/c")).contains("\"successful\":true");
    }

    @Test
    void itIsRefusedWhereOthersHaveTakenItsPlace() {
        removeFirst("/b", () -> server.http("b").as(peer).publish("/c", "1"));
        assertThat(subscribe("/a")).contains("\"successful\":true");
        assertThat(subscribe("/b")).contains("403:max_channels:create_denied");
        assertThat(server.core().channel("/b")).isEmpty();
        assertThat(session.subscriptions()).hasSize(1);
        assertThat(session.quota().made()).isEqualTo(2);
    }

    @Test
    void whatTheApplicationSubscribesToIsNotBounded() {
        assertThat(subscribe("/a")).contains("\"successful\":true");
        assertThat(subscribe("/b")).contains("\"successful\":true");
        CoreChannel gone = server.channel("/c");
        gone.remove();
        assertThat(gone.subscribe(session)).isTrue();
        assertThat(server.channel("/c").subscribers()).containsExactly(session);
        assertThat(session.quota().made()).isEqualTo(2);
    }
}
