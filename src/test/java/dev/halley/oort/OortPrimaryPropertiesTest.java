package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever happens to a cluster: within each view there is one primary, and all agree who. */
class OortPrimaryPropertiesTest {

    private static final int MOST = 5;

    /** What each node was told, by its name. */
    private final Map<String, List<Boolean>> told = new HashMap<>();

    private void listen(InProcessServer server) {
        List<Boolean> events = told.computeIfAbsent(server.oort().self().name(), name -> new ArrayList<>());
        server.oort().primary().addListener(new OortPrimaryListener() {
            @Override
            public void gained() {
                events.add(true);
            }

            @Override
            public void lost() {
                events.add(false);
            }
        });
    }

    private void step(TestCluster cluster, int step) {
        int size = cluster.servers().size();
        switch (step % 4) {
            case 0 -> {
                if (size < MOST) {
                    cluster.heal();
                    listen(cluster.join(new Setup()));
                }
            }
            case 1 -> {
                if (size > 1) {
                    cluster.stop(cluster.server(step / 4 % size));
                }
            }
            case 2 ->
                cluster.split(cluster.servers().subList(0, step / 4 % size).toArray(InProcessServer[]::new));
            default -> cluster.heal();
        }
    }

    private void assertOnePrimaryInEachPart(TestCluster cluster) {
        Map<List<OortNode>, List<InProcessServer>> parts = new HashMap<>();
        for (InProcessServer server : cluster.servers()) {
            parts.computeIfAbsent(server.oort().members(), members -> new ArrayList<>())
                    .add(server);
        }
        parts.forEach((members, servers) -> {
            assertThat(servers).hasSameSizeAs(members);
            assertThat(servers.stream().filter(server -> server.oort().primary().isPrimary()))
                    .hasSize(1);
            assertThat(servers)
                    .allSatisfy(server ->
                            assertThat(server.oort().primary().primary()).contains(members.get(0)));
        });
        for (InProcessServer server : cluster.servers()) {
            List<Boolean> events = told.get(server.oort().self().name());
            assertThat(!events.isEmpty() && events.get(events.size() - 1))
                    .isEqualTo(server.oort().primary().isPrimary());
        }
    }

    @Property(tries = 60)
    void eachViewHasOnePrimaryAndEventsAlternate(
            @ForAll @Size(max = 20) List<@IntRange(min = 0, max = 39) Integer> steps) {
        told.clear();
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            cluster.servers().forEach(this::listen);
            assertOnePrimaryInEachPart(cluster);
            for (int step : steps) {
                step(cluster, step);
                assertOnePrimaryInEachPart(cluster);
            }
        }
        told.forEach((name, events) -> {
            for (int i = 0; i < events.size(); i++) {
                assertThat(events.get(i)).as(name + " " + events).isEqualTo(i % 2 == 0);
            }
            assertThat(events.size() % 2).as("told of its end, too").isZero();
        });
    }
}
