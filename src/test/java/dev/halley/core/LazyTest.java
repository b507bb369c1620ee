package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.core.channel.CoreChannel;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Link;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LazyTest {

    private static final String ONE = """
            {"channel":"/lazy","data":1}""";

    @RegisterExtension
    final TestCores servers = new TestCores();

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void eventOnALazyChannelWaits(Link.Kind kind) {
        TestCore server = servers.start("maxLazyTimeout", "5000");
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.peer(kind).subscribedTo("/lazy");
        peer.held();
        server.channel("/lazy").publish(null, 1);
        server.pass(4_999);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).startsWith(ONE);
        assertThat(server.events().named("released")).hasSize(kind == Link.Kind.RESPONSE ? 1 : 0);
    }

    @ParameterizedTest
    @EnumSource(
            value = Link.Kind.class,
            names = {"RESPONSE", "DUPLEX"})
    void lazyEventRidesWithAnother(Link.Kind kind) {
        TestCore server = servers.start();
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.peer(kind).subscribedTo("/lazy", "/a");
        peer.held();
        server.channel("/lazy").publish(null, 1);
        server.channel("/a").publish(null, 2);
        assertThat(peer.received()).startsWith(ONE, """
                {"channel":"/a","data":2}""");
    }

    @Test
    void lazyEventRidesWithAResponse() {
        TestCore server = servers.start();
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.http("b").subscribedTo("/lazy");
        server.channel("/lazy").publish(null, 1);
        peer.publish("/other", "0");
        assertThat(peer.received()).containsExactly(ONE, """
                {"channel":"/other","successful":true}""");
        server.pass(5_000);
        assertThat(server.time().waiting()).as("only the sweeper's timer").isEqualTo(1);
    }

    @Test
    void lazyEventGoesWithTheConnectThatTimesOut() {
        TestCore server = servers.start("timeout", "1000");
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.http("b").subscribedTo("/lazy");
        peer.held();
        server.channel("/lazy").publish(null, 1);
        server.pass(1_000);
        assertThat(peer.received()).hasSize(2).startsWith(ONE);
    }

    @Test
    void connectIsHeldThoughALazyEventWaits() {
        TestCore server = servers.start();
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.http("b").subscribedTo("/lazy");
        server.channel("/lazy").publish(null, 1);
        peer.held();
        server.pass(5_000);
        assertThat(peer.received()).hasSize(2).startsWith(ONE);
    }

    @Test
    void channelMayHaveATimeoutOfItsOwn() {
        TestCore server = servers.start();
        CoreChannel channel = server.channel("/lazy");
        channel.lazyTimeout(Duration.ofMillis(200));
        assertThat(channel.isLazy()).isTrue();
        assertThat(channel.lazyTimeout()).contains(Duration.ofMillis(200));
        TestPeer peer = server.webSocket().subscribedTo("/lazy");
        channel.publish(null, 1);
        server.pass(199);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).containsExactly(ONE);
        channel.lazy(false);
        assertThat(channel.lazyTimeout()).isEmpty();
        channel.publish(null, 2);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void shortestTimeoutOfAllLazyChannelsOnTheWayCounts() {
        TestCore server = servers.start();
        server.channel("/**").lazyTimeout(Duration.ofMillis(300));
        server.channel("/lazy/*").lazyTimeout(Duration.ofMillis(100));
        server.channel("/lazy/x").lazy(true);
        TestPeer peer = server.webSocket().subscribedTo("/lazy/x");
        server.channel("/lazy/x").publish(null, 1);
        server.pass(99);
        assertThat(peer.received()).isEmpty();
        server.pass(1);
        assertThat(peer.received()).hasSize(1);
    }

    @Test
    void lazyPatternMakesWhatItMatchesLazy() {
        TestCore server = servers.start();
        server.channel("/quiet/**").lazy(true);
        TestPeer peer = server.webSocket().subscribedTo("/quiet/a/b", "/loud");
        server.channel("/quiet/a/b").publish(null, 1);
        assertThat(peer.received()).isEmpty();
        server.channel("/loud").publish(null, 2);
        assertThat(peer.received()).hasSize(2);
    }

    @Test
    void messageMayBeLazyByItself() {
        TestCore server = servers.start();
        TestPeer peer = server.webSocket().connected();
        server.session(peer)
                .deliver(null, ChannelMessage.of("/lazy", RawJson.from(1)).withLazy(true));
        assertThat(peer.received()).isEmpty();
        server.pass(5_000);
        assertThat(peer.received()).containsExactly(ONE);
    }

    @Test
    void timeoutIsLongerThanZero() {
        TestCore server = servers.start();
        assertThatThrownBy(() -> server.channel("/a").lazyTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void endedSessionLeavesNoTimer() {
        TestCore server = servers.start();
        server.channel("/lazy").lazy(true);
        TestPeer peer = server.webSocket().subscribedTo("/lazy");
        server.channel("/lazy").publish(null, 1);
        assertThat(server.time().waiting()).isEqualTo(2);
        peer.disconnect();
        assertThat(server.time().waiting()).isEqualTo(1);
    }
}
