package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener;
import dev.halley.api.Verdict;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestClient;
import java.util.Collection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelTreeTest {

    private final InProcessServer server = InProcessServer.start(new Setup());

    @AfterEach
    void stop() {
        server.close();
    }

    private void create(String... names) {
        for (String name : names) {
            server.bayeux().createChannel(name);
        }
    }

    private static Collection<String> names(Collection<ServerChannel> channels) {
        return channels.stream().map(ServerChannel::name).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/a/*, /a/*;/a/b;/a/c",
        "/a/**, /a/b;/a/b/x;/a/c",
        "/**, /a;/a/b;/a/b/x;/a/c;/other;/service/s",
        "/a/b, /a/b",
        "/a/{name}, /a/b;/a/c",
        "/a/{name}/x, /a/b/x",
        "/none/**, ''",
        "/none, ''",
    })
    void channelsAreFoundByPattern(String pattern, String found) {
        create("/a/c", "/a/b", "/a/b/x", "/a", "/other", "/a/*", "/service/s");

        assertThat(String.join(";", names(server.bayeux().channels(pattern)))).isEqualTo(found);
    }

    @Test
    void aPatternThatIsNotLegalIsRefused() {
        assertThatThrownBy(() -> server.bayeux().channels("/a/**/b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsFoundIsASnapshot() {
        create("/a/b");
        Collection<ServerChannel> before = server.bayeux().channels("/a/*");

        create("/a/c");

        assertThat(names(before)).containsExactly("/a/b");
    }

    @Test
    void aChannelKnowsItsParentAndItsChildrenThatExist() {
        create("/a", "/a/b", "/a/c", "/a/c/d/e");
        ServerChannel a = server.bayeux().channel("/a").orElseThrow();

        assertThat(names(a.children())).containsExactlyInAnyOrder("/a/b", "/a/c");
        assertThat(a.parent()).isEmpty();
        assertThat(server.bayeux().channel("/a/b").orElseThrow().parent()).contains(a);
        assertThat(server.bayeux().channel("/a/c/d/e").orElseThrow().parent())
                .as("there is no /a/c/d")
                .isEmpty();
        assertThat(server.bayeux().channel("/a/b").orElseThrow().children()).isEmpty();
    }

    @Test
    void aChannelThatIsRemovedLeavesTheTree() {
        create("/a", "/a/b");

        server.bayeux().channel("/a/b").orElseThrow().remove();

        assertThat(server.bayeux().channel("/a").orElseThrow().children()).isEmpty();
        assertThat(server.bayeux().channels("/a/*")).isEmpty();
    }

    @Test
    void aChannelShowsItsListeners() {
        ServerChannel a = server.bayeux().createChannel("/a");
        ServerChannelListener messages = (ServerChannelListener.MessageListener) (from, message) -> Verdict.pass();
        ServerChannelListener subscriptions = new ServerChannelListener.SubscriptionListener() {};
        a.addListener(subscriptions);
        var registration = a.addListener(messages);

        assertThat(a.listeners()).containsExactly(messages, subscriptions);
        registration.close();
        assertThat(a.listeners()).containsExactly(subscriptions);
    }

    @Test
    void theServerPublishesToTheSubscribersOfAChannelAndOfPatterns() {
        TestClient exact = server.client().connected().subscribe("/a/b");
        TestClient pattern = server.client().connected().subscribe("/a/*");
        TestClient other = server.client().connected().subscribe("/other");

        assertThat(server.bayeux().createChannel("/a/b").publish(null, "x")).isTrue();

        assertThat(exact.dataOn("/a/b")).containsExactly("\"x\"");
        assertThat(pattern.dataOn("/a/b")).containsExactly("\"x\"");
        assertThat(other.dataOn("/a/b")).isEmpty();
    }

    @Test
    void whatIsDeliveredToOneSessionReachesNoOtherAndNeedsNoChannel() {
        TestClient ann = server.client().connected();
        TestClient bob = server.client().connected().subscribe("/private");

        ann.session().orElseThrow().deliver(null, "/private", 1);

        assertThat(ann.dataOn("/private")).containsExactly("1");
        assertThat(bob.dataOn("/private")).isEmpty();
        server.bayeux().channel("/private").orElseThrow().remove();
        ann.session().orElseThrow().deliver(null, "/private", 2);
        assertThat(ann.dataOn("/private")).containsExactly("2");
    }

    @Test
    void aBatchOfTheServerIsHeldBackUntilItsEnd() {
        TestClient ann = server.client().connected();

        ann.session().orElseThrow().batch(() -> {
            ann.session().orElseThrow().deliver(null, "/p", 1);
            ann.session().orElseThrow().deliver(null, "/p", 2);
            assertThat(ann.received()).isEmpty();
        });

        assertThat(ann.dataOn("/p")).containsExactly("1", "2");
    }

    @Test
    void theServerEndsASession() {
        TestClient ann = server.client().connected();

        ann.session().orElseThrow().disconnect();

        assertThat(ann.session()).isEmpty();
        assertThat(ann.received()).anySatisfy(text -> assertThat(text).contains("\"reconnect\":\"none\""));
    }

    @Test
    void attributesAreKeptWithAChannelAndASession() {
        ServerChannel a = server.bayeux().createChannel("/a");
        assertThat(a.attribute("topic", "news")).isEmpty();
        assertThat(a.attribute("topic", "weather")).contains("news");
        assertThat(a.attributeNames()).containsExactly("topic");
        assertThat(a.attribute("topic", null)).contains("weather");
        assertThat(a.attribute("topic")).isEmpty();
    }
}
