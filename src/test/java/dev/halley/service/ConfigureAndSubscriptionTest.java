package dev.halley.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.OverflowPolicy;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Request;
import dev.halley.testing.RawClient;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfigureAndSubscriptionTest {

    private static final List<String> SEEN = new CopyOnWriteArrayList<>();

    private final InProcessServer plain = InProcessServer.start(new Setup());
    private final Services services = new Services(plain.bayeux());
    private final RawClient client = new RawClient(plain);

    @AfterEach
    void stop() {
        plain.close();
        SEEN.clear();
    }

    public static class Sets {
        @Configure({"/set/up", "/set/*"})
        public void persistent(ServerChannel channel) {
            channel.persistent(true);
        }

        @Configure(value = "/there", configureIfExists = true)
        public void again(ServerChannel channel) {
            channel.lazy(true);
        }

        @Configure(value = "/left", errorIfExists = false)
        public void left(ServerChannel channel) {
            channel.lazy(true);
        }
    }

    public static class Keeps {
        @Configure({"/kept", "/kept/*"})
        @KeepHistory(messages = 7, seconds = 60)
        public void setUp(ServerChannel channel) {
            SEEN.add(channel.name() + " " + channel.historyPolicy().isPresent());
        }
    }

    public static class KeepsTooMuch {
        @Configure("/kept")
        @KeepHistory(messages = 0, seconds = 60)
        public void setUp(ServerChannel channel) {}
    }

    public static class KeepsNowhere {
        @Listener("/a")
        @KeepHistory(messages = 1, seconds = 60)
        public void listen(Request.Publish message) {}
    }

    public static class Overflows {
        @Configure({"/jobs", "/jobs/*"})
        @KeepHistory(messages = 7, seconds = 60)
        @Overflow("catch-up")
        public void jobs(ServerChannel channel) {
            SEEN.add(channel.name() + " " + channel.overflow());
        }

        @Configure("/ticks/*")
        @Overflow("latest(symbol)")
        public void ticks(ServerChannel channel) {}
    }

    public static class OverflowsWrongly {
        @Configure("/jobs")
        @Overflow("lates")
        public void setUp(ServerChannel channel) {}
    }

    public static class CatchesUpOnNothing {
        @Configure("/jobs")
        @Overflow("catch-up")
        public void setUp(ServerChannel channel) {}
    }

    public static class OverflowsNowhere {
        @Listener("/a")
        @Overflow("latest")
        public void listen(Request.Publish message) {}
    }

    @Test
    void channelsHaveTheOverflowPolicyThatTheServiceSays() {
        services.register(new Overflows());

        assertThat(SEEN).containsExactly("/jobs catch-up", "/jobs/* catch-up");
        assertThat(plain.bayeux().createChannel("/jobs/a").overflow()).isEqualTo(OverflowPolicy.CATCH_UP);
        assertThat(plain.bayeux().createChannel("/ticks/a").overflow()).isEqualTo(OverflowPolicy.latestBy("symbol"));
    }

    @Test
    void anOverflowPolicyThatCannotBeIsRefused() {
        assertThatThrownBy(() -> services.register(new OverflowsWrongly()))
                .hasMessageContaining("carries @Overflow, which is not possible for /jobs: There is no overflow policy"
                        + " 'lates'; there are disconnect, drop-oldest, drop-newest, latest, latest(<member of"
                        + " data>) and catch-up.");
        assertThatThrownBy(() -> services.register(new CatchesUpOnNothing()))
                .hasMessageContaining("says catch-up for /jobs, which keeps no history to read from");
        assertThatThrownBy(() -> services.register(new OverflowsNowhere()))
                .hasMessageContaining("carries @Overflow without @Configure, which names the channels.");
    }

    @Test
    void channelsKeepTheHistoryThatTheServiceSays() {
        services.register(new Keeps());

        HistoryPolicy policy = new HistoryPolicy(7, Duration.ofMinutes(1));
        assertThat(plain.bayeux().createChannel("/kept").historyPolicy()).contains(policy);
        assertThat(plain.bayeux().createChannel("/kept/a").historyPolicy()).contains(policy);
        assertThat(SEEN).containsExactly("/kept true", "/kept/* false");
    }

    @Test
    void historyThatCannotBeIsRefused() {
        assertThatThrownBy(() -> services.register(new KeepsTooMuch()))
                .hasMessageContaining("carries @KeepHistory, which is not possible for /kept: A history keeps from 1 to"
                        + " 1000000 messages");
        assertThatThrownBy(() -> services.register(new KeepsNowhere()))
                .hasMessageContaining("carries @KeepHistory without @Configure, which names the channels.");
    }

    @Test
    void channelsAreSetUpBeforeTheyAreUsed() {
        services.register(new Sets());

        assertThat(plain.bayeux().channel("/set/up")).get().matches(ServerChannel::isPersistent);
        assertThat(plain.bayeux().channel("/set/*")).get().matches(ServerChannel::isPersistent);
        assertThat(plain.bayeux().channel("/left")).get().matches(ServerChannel::isLazy);
    }

    @Test
    void aChannelThatIsThereIsSetUpOrLeftAsItIsWhereTheServiceSaysSo() {
        plain.bayeux().createChannel("/there");
        plain.bayeux().createChannel("/left");

        services.register(new Sets());

        assertThat(plain.bayeux().channel("/there")).get().matches(ServerChannel::isLazy);
        assertThat(plain.bayeux().channel("/left")).get().matches(channel -> !channel.isLazy());
    }

    public record Note(String text) {}

    public static class Subscribes {
        @Subscription({"/notes/{topic}", "/all/**"})
        public void none() {
            SEEN.add("none");
        }

        @Subscription("/notes/{topic}")
        public void noted(@Param("topic") String topic, Note note, ChannelMessage event) {
            SEEN.add(topic + " " + note.text() + " " + event.channel());
        }
    }

    @Test
    void aSubscriptionGetsWhatSubscribersGet() {
        services.register(new Subscribes());

        client.publish("/notes/red", "{'text':'hello'}");
        client.publish("/notes/red/deeper", "{'text':'not here'}");
        client.publish("/all/a/b", "1");

        assertThat(SEEN).containsExactlyInAnyOrder("red hello /notes/red", "none", "none");
    }

    @Test
    void aSubscriptionWhoseDataDoesNotFitIsNotCalledAndTheSenderIsNotToBlame() {
        services.register(new Subscribes());

        client.publish("/notes/red", "[1]");

        assertThat(SEEN).containsExactly("none");
        assertThat(client.received()).singleElement().asString().contains("\"successful\":true");
        assertThat(plain.takeFailures()).isEmpty();
        assertThat(plain.events().named("unfitData")).singleElement().asString().contains("/notes/red");
    }

    @Test
    void onceClosedNothingIsSubscribed() {
        Registration registration = services.register(new Subscribes());

        registration.close();
        plain.bayeux().createChannel("/all/a").publish(null, Map.of());

        assertThat(SEEN).isEmpty();
        assertThat(plain.bayeux().channel("/all/**").stream().flatMap(channel -> channel.subscribers().stream()))
                .isEmpty();
    }
}
