package dev.halley.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.config.ServerConfig;
import dev.halley.history.store.TestDisk;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.HistoryLog;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever happens to a server and its disk: from each position that it ever gave out, either exactly what was acknowledged after it follows,
 * or it says that something may be missing. The model keeps every message for ever.
 */
class StoredHistoryPropertyTest {

    private static final ChannelId CHANNEL = ChannelId.of("/a");
    private static final HistoryPolicy POLICY = new HistoryPolicy(5, Duration.ofMinutes(1));
    private static final Origin SERVER = new Origin(NodeId.random(), Origin.SERVER);

    private enum Step {
        PUBLISH,
        REPEAT,
        STALL,
        GO_ON,
        RESTART,
        KILL,
        POWER_CUT,
        PASS,
        CLEAR,
        FORGET
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class)
                .flatMap(step -> Arbitraries.of(Step.PUBLISH, step))
                .list()
                .ofMaxSize(40);
    }

    @Property(tries = 200)
    void fromEachPositionAllFollowsOrItIsSaid(@ForAll("steps") List<Step> steps) {
        World world = new World();
        for (Step step : steps) {
            world.step(step);
            world.check();
        }
    }

    /** A message that was acknowledged. */
    private record Acknowledged(Position position, String data) {}

    private static final class World {
        private final ManualTime time = new ManualTime();
        private final ServerConfig config = ServerConfig.of(Map.of("historyStore", "/simulated"));
        private final List<Acknowledged> acknowledged = new ArrayList<>();
        private TestDisk disk = new TestDisk();
        private HistoryLog history = open();
        private int number;

        private HistoryLog open() {
            return TestHistories.open(disk, config, time, new ServerEvents() {});
        }

        void step(Step step) {
            switch (step) {
                case PUBLISH -> publish(++number);
                case REPEAT -> publish(Math.max(1, number));
                case STALL -> disk.stall();
                case GO_ON -> disk.goOn();
                case PASS -> time.advance(Duration.ofSeconds(25));
                case CLEAR -> history.clear(CHANNEL);
                case FORGET -> {
                    history.forget(CHANNEL::equals);
                    time.advance(Duration.ofMillis(1));
                }
                default -> begin(step);
            }
        }

        private void begin(Step step) {
            if (step == Step.RESTART) {
                disk.goOn();
                history.close();
            }
            disk = step == Step.POWER_CUT ? disk.afterPowerCut(0.5) : disk.afterDeath();
            time.advance(Duration.ofMillis(1));
            history = open();
        }

        private void publish(int data) {
            PublishKey key = new PublishKey("key " + data, "", "digest");
            Publication publication = new Publication(
                            CHANNEL,
                            ChannelMessage.of(CHANNEL.toString(), RawJson.from(data)),
                            Position.NONE,
                            SERVER,
                            DeliveryHints.TO_ALL)
                    .keeping(new Retention(POLICY, key));
            history.append(publication, stored -> {}).whenComplete((published, failure) -> {
                if (failure == null && !published.duplicate()) {
                    acknowledge(published, data);
                }
            });
        }

        private void acknowledge(Published published, int data) {
            for (Acknowledged before : acknowledged) {
                assertThat(published.position().offset())
                        .as("offsets only grow")
                        .isGreaterThan(before.position().offset());
            }
            acknowledged.add(new Acknowledged(published.position(), String.valueOf(data)));
        }

        void check() {
            for (int i = 0; i < acknowledged.size(); i++) {
                HistoryPage page = history.since(CHANNEL, acknowledged.get(i).position(), 100)
                        .toCompletableFuture()
                        .join();
                if (page.verdict() == HistoryPage.Verdict.OK) {
                    List<String> follows = acknowledged.subList(i + 1, acknowledged.size()).stream()
                            .map(Acknowledged::data)
                            .toList();
                    assertThat(data(page)).as("after %s", acknowledged.get(i)).isEqualTo(follows);
                }
            }
        }

        private static List<String> data(HistoryPage page) {
            return page.messages().stream()
                    .map(publication -> String.valueOf(publication.message().data()))
                    .toList();
        }
    }
}
