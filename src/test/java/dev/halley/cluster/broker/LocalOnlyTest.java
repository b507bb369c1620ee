package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.config.ConfigException;
import dev.halley.config.ServerConfig;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.Broker;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import dev.halley.testkit.TestCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels that are not clustered. */
class LocalOnlyTest {

    @ParameterizedTest
    @CsvSource({
        "/a/b, /a/b, true",
        "/a/b, /a/c, false",
        "/a/b, /a/b/c, false",
        "/a/b, /a/*, false",
        "/a/*, /a/b, true",
        "/a/*, /a/*, true",
        "/a/*, /a/b/c, false",
        "/a/*, /a/**, false",
        "/a/*, /a, false",
        "/a/**, /a/b, true",
        "/a/**, /a/b/c, true",
        "/a/**, /a/b/*, true",
        "/a/**, /a/*, true",
        "/a/**, /a/**, true",
        "/a/**, /a, false",
        "/a/**, /ab/c, false",
        "/a/**, /**, false",
        "/**, /a, true",
        "/**, /*, true"
    })
    void patternCoversWhatAllItsMessagesStayFor(String kept, String channel, boolean covered) {
        LocalOnly localOnly = new LocalOnly();
        localOnly.add(ChannelId.of(kept));
        assertThat(localOnly.covers(ChannelId.of(channel))).isEqualTo(covered);
        localOnly.remove(ChannelId.of(kept));
        assertThat(localOnly.covers(ChannelId.of(channel))).isFalse();
    }

    @Test
    void whatIsPublishedThereStaysOnItsNodeAndNoInterestIsPut() {
        MemoryNetwork network = new MemoryNetwork();
        ManualTime time = new ManualTime();
        MemoryNode a = network.join("a");
        MemoryNode b = network.join("b");
        ClusterBroker ofA = a.broker(time);
        ClusterBroker ofB = b.broker(time);
        List<String> atB = new ArrayList<>();
        ofA.start(publication -> {});
        ofB.start(publication -> atB.add(publication.channel().toString()));
        ofB.interest(ChannelId.of("/prices/eur"), true);
        ofB.interest(ChannelId.of("/prices/**"), true);
        ofB.interest(ChannelId.of("/**"), true);
        assertThat(b.state().own("interest")).containsExactly("/**", "/prices/**", "/prices/eur");

        Registration registration = ofB.localOnly(ChannelId.of("/prices/**"));
        assertThat(b.state().own("interest")).containsExactly("/**");
        assertThat(ofB.state().interests()).isEqualTo(1);
        ofB.interest(ChannelId.of("/prices/usd"), true);
        assertThat(b.state().own("interest")).containsExactly("/**");

        publish(ofA, "/prices/eur");
        publish(ofA, "/news");
        assertThat(atB).as("dropped where it arrives").containsExactly("/news");

        ofA.localOnly(ChannelId.of("/prices/eur"));
        int before = network.sent(a, b);
        publish(ofA, "/prices/eur");
        assertThat(network.sent(a, b)).isEqualTo(before);
        publish(ofA, "/prices/usd");
        assertThat(network.sent(a, b)).isEqualTo(before + 1);

        registration.close();
        registration.close();
        assertThat(b.state().own("interest")).containsExactly("/**", "/prices/**", "/prices/eur", "/prices/usd");
        publish(ofA, "/prices/usd");
        assertThat(atB).containsExactly("/news", "/prices/usd");
    }

    private static void publish(Broker broker, String channel) {
        broker.publish(new Publication(
                ChannelId.of(channel),
                ChannelMessage.of(channel, RawJson.TRUE),
                Position.NONE,
                new Origin(NodeId.random(), 1),
                DeliveryHints.TO_ALL));
    }

    @Test
    void subscribersWhoGoMeanwhileLeaveNoInterest() {
        MemoryNetwork network = new MemoryNetwork();
        ManualTime time = new ManualTime();
        MemoryNode a = network.join("a");
        ClusterBroker broker = a.broker(time);
        broker.start(publication -> {});
        Registration twice = broker.localOnly(ChannelId.of("/a"));
        Registration once = broker.localOnly(ChannelId.of("/a"));
        broker.interest(ChannelId.of("/a"), true);
        once.close();
        assertThat(a.state().own("interest")).isEmpty();
        broker.interest(ChannelId.of("/a"), false);
        time.advance(Duration.ofMinutes(1));
        twice.close();
        assertThat(a.state().own("interest")).isEmpty();
    }

    @Test
    void applicationKeepsChannelsOnTheirNodes() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            List<Registration> kept = cluster.servers().stream()
                    .map(server -> server.oort().localOnly("/prices/**"))
                    .toList();
            TestClient ann = cluster.server(0).client().connected().subscribe("/prices/eur", "/news");
            TestClient bob = cluster.server(1).client().connected().subscribe("/prices/*", "/news");

            ann.publish("/prices/eur", "1").publish("/news", "2");
            assertThat(bob.dataOn("/prices/eur")).isEmpty();
            assertThat(ann.dataOn("/prices/eur")).containsExactly("1");

            kept.forEach(Registration::close);
            ann.publish("/prices/eur", "3");
            assertThat(bob.dataOn("/prices/eur")).containsExactly("3");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/*", "/service/x", "/service/**", "/a/{b}", "a", ""})
    void onlyBroadcastChannelsAndPatternsAreTaken(String pattern) {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            assertThatIllegalArgumentException().isThrownBy(() -> server.oort().localOnly(pattern));
            server.oort().localOnly("/a/**").close();
        }
    }

    @Test
    void brokerOfTheApplicationThatCannotSaysSo() {
        Broker own = new Broker() {
            @Override
            public void start(Receiver local) {}

            @Override
            public CompletionStage<Published> publish(Publication publication) {
                return Published.AT_ONCE;
            }

            @Override
            public void stop() {}
        };
        try (InProcessServer server = InProcessServer.start(new Setup().broker(own))) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> server.oort().localOnly("/a"))
                    .withMessageContaining(own.getClass().getName());
        }
    }

    @Test
    void settingNamesThem() {
        var config = ServerConfig.of(Map.of("cluster.localOnly", "/prices/**, /a b/c,/*"));
        assertThat(Set.copyOf(config.cluster().localOnly())).isEqualTo(Set.of("/prices/**", "/a b/c", "/*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/meta/*", "/service/x", "prices", "/a/{b}", "/a/**/b", "/a//b", "/a,/service/b"})
    void settingTakesBroadcastChannelsAlone(String value) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ServerConfig.of(Map.of("cluster.localOnly", value)))
                .withMessageContaining("cluster.localOnly");
    }
}
