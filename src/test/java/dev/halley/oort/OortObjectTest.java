package dev.halley.oort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.Registration;
import dev.halley.json.RawJson;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OortObjectTest {

    public record Load(String host, int sessions) {}

    /** One that can be changed. */
    public static class Counter {
        public int count;
    }

    private final List<String> told = new ArrayList<>();

    private final OortObject.Listener<Load> listener = new OortObject.Listener<>() {

        @Override
        public void updated(OortNode node, @Nullable Load old, Load value) {
            told.add(node + ": " + (old == null ? "none" : old.sessions()) + " to " + value.sessions());
        }

        @Override
        public void removed(OortNode node, Load old) {
            told.add(node + ": " + old.sessions() + " removed");
        }
    };

    private static OortObject<Load> load(InProcessServer server) {
        return server.oort().object("load", Load.class);
    }

    private static Map<String, Integer> sessions(InProcessServer server) {
        Map<String, Integer> sessions = new java.util.TreeMap<>();
        load(server).parts().forEach((node, load) -> sessions.put(node.toString(), load.sessions()));
        return sessions;
    }

    @Test
    void serverThatStandsAloneHasItsOwnValue() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortObject<Load> load = load(server);
            assertThat(load.name()).isEqualTo("load");
            assertThat(load.local()).isEmpty();
            assertThat(load.parts()).isEmpty();

            assertThat(load.set(new Load("a", 7)).toCompletableFuture()).isCompleted();
            assertThat(load.local()).contains(new Load("a", 7));
            assertThat(load.parts()).isEqualTo(Map.of(server.oort().self(), new Load("a", 7)));

            assertThat(load.remove().toCompletableFuture()).isCompleted();
            assertThat(load.local()).isEmpty();
            assertThat(load.parts()).isEmpty();
        }
    }

    @Test
    void eachNodeSeesTheValuesOfAllTheOldestNodeFirst() {
        try (TestCluster cluster = TestCluster.start(3, Setup::new)) {
            for (int i = 2; i >= 0; i--) {
                load(cluster.server(i)).set(new Load("host" + i, i));
            }
            for (InProcessServer server : cluster.servers()) {
                assertThat(load(server).parts().keySet())
                        .extracting(OortNode::name)
                        .containsExactly("n1", "n2", "n3");
                List<String> hosts = load(server)
                        .merged(loads -> loads.stream().map(Load::host).toList());
                assertThat(hosts).containsExactly("host0", "host1", "host2");
            }
            assertThat(load(cluster.server(1)).local()).contains(new Load("host1", 1));
        }
    }

    @Test
    void valueOfANodeThatJoinsLeavesOrIsSplitOffComesAndGoes() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            load(cluster.server(0)).set(new Load("a", 1));
            load(cluster.server(0)).addListener(listener);
            assertThat(told).containsExactly("n1: none to 1");

            InProcessServer third = cluster.join(new Setup());
            load(third).set(new Load("c", 3));
            assertThat(sessions(cluster.server(0))).isEqualTo(Map.of("n1", 1, "n3", 3));
            assertThat(sessions(third)).isEqualTo(Map.of("n1", 1, "n3", 3));

            cluster.split(third);
            load(third).set(new Load("c", 33));
            assertThat(sessions(cluster.server(0))).isEqualTo(Map.of("n1", 1));
            assertThat(sessions(third)).isEqualTo(Map.of("n3", 33));

            cluster.heal();
            assertThat(sessions(cluster.server(0))).isEqualTo(Map.of("n1", 1, "n3", 33));

            cluster.stop(third);
            assertThat(sessions(cluster.server(1))).isEqualTo(Map.of("n1", 1));
            assertThat(told)
                    .containsExactly(
                            "n1: none to 1", "n3: none to 3", "n3: 3 removed", "n3: none to 33", "n3: 33 removed");
        }
    }

    @Test
    void listenerIsToldOfWhatIsThereAndThenOfEachChangeWithOldAndNew() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            OortObject<Load> own = load(cluster.server(0));
            load(cluster.server(1)).set(new Load("b", 5));

            Registration registration = own.addListener(listener);
            own.set(new Load("a", 1));
            own.set(new Load("a", 2));
            own.set(new Load("a", 2));
            load(cluster.server(1)).remove();
            registration.close();
            own.set(new Load("a", 3));

            assertThat(told).containsExactly("n2: none to 5", "n1: none to 1", "n1: 1 to 2", "n2: 5 removed");
        }
    }

    @Test
    void listenerThatThrowsIsReportedAndCostsNobodyAnything() {
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            OortObject<Load> own = load(cluster.server(0));
            own.addListener(new OortObject.Listener<>() {
                @Override
                public void updated(OortNode node, @Nullable Load old, Load value) {
                    throw new IllegalStateException("thrown by the test");
                }
            });
            own.addListener(listener);

            load(cluster.server(1)).set(new Load("b", 1));
            load(cluster.server(1)).set(new Load("b", 2));

            assertThat(told).containsExactly("n2: none to 1", "n2: 1 to 2");
            assertThat(cluster.server(0).takeFailures()).hasSize(2);
        }
    }

    @Test
    void allReadersGetTheSameObjectAndNobodyIsHurtByLaterChangesOfWhatWasSet() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortObject<Counter> counters = server.oort().object("counter", Counter.class);
            Counter mine = new Counter();
            mine.count = 1;
            counters.set(mine);
            mine.count = 2;

            Counter read = counters.local().orElseThrow();
            assertThat(read.count).isEqualTo(1);
            assertThat(counters.local()).containsSame(read);
            assertThat(counters.parts().values()).singleElement().isSameAs(read);
        }
    }

    @Test
    void genericTypesAreBoundAndMerged() {
        Type mapType = new TypeLiteral<Map<String, Integer>>() {}.getType();
        Type listType = new TypeLiteral<List<Load>>() {}.getType();
        try (TestCluster cluster = TestCluster.start(2, Setup::new)) {
            for (int i = 0; i < 2; i++) {
                Oort oort = cluster.server(i).oort();
                oort.<Long>object("number", Long.class).set(40L + i);
                oort.<Map<String, Integer>>object("map", mapType).set(Map.of("both", i, "only" + i, i));
                oort.<List<Load>>object("list", listType).set(List.of(new Load("x", i)));
            }
            Oort oort = cluster.server(1).oort();
            assertThat(oort.object("number", Long.class).merged(OortMergers.longSum()))
                    .isEqualTo(81);
            OortObject<Map<String, Integer>> maps = oort.object("map", mapType);
            assertThat(maps.merged(OortMergers.mapUnion())).isEqualTo(Map.of("both", 0, "only0", 0, "only1", 1));
            OortObject<List<Load>> lists = oort.object("list", listType);
            assertThat(lists.merged(OortMergers.listConcatenation()))
                    .isEqualTo(List.of(new Load("x", 0), new Load("x", 1)));
        }
    }

    @Test
    void nullAndWhatIsNoValueIsRefusedAndChangesNothing() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            OortObject<RawJson> json = server.oort().object("json", RawJson.class);
            json.set(RawJson.parse("1"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> json.set(RawJson.NULL))
                    .withMessage(
                            "OortObject \"json\": A value that is null in JSON cannot be shared: remove it instead.");
            OortObject<Double> numbers = server.oort().object("numbers", Double.class);
            assertThatIllegalArgumentException().isThrownBy(() -> numbers.set(Double.NaN));
            assertThat(json.local()).contains(RawJson.parse("1"));
            assertThat(numbers.local()).isEqualTo(Optional.empty());
        }
    }

    @Test
    void sameNameAndTypesGiveTheSameObjectAndOthersAreRefused() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            Oort oort = server.oort();
            Type generic = new TypeLiteral<Map<String, List<Load>>>() {}.getType();
            Type sameGeneric = new TypeLiteral<Map<String, List<Load>>>() {}.getType();
            assertThat(oort.object("load", Load.class)).isSameAs(oort.object("load", (Type) Load.class));
            assertThat(oort.map("loads", long.class, Load.class)).isSameAs(oort.map("loads", Long.class, Load.class));
            assertThat(oort.<Map<String, List<Load>>>object("generic", generic))
                    .isSameAs(oort.object("generic", sameGeneric));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> oort.object("load", Counter.class))
                    .withMessage(
                            "The name \"load\" is that of an OortObject<dev.halley.oort.OortObjectTest$Load>, and is asked for"
                                    + " as an OortObject<dev.halley.oort.OortObjectTest$Counter>.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> oort.number("loads"))
                    .withMessage("The name \"loads\" is that of an OortMap<java.lang.Long,"
                            + " dev.halley.oort.OortObjectTest$Load>, and is asked for as an OortLong.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> oort.list("generic", new TypeLiteral<List<String>>() {}.getType()))
                    .withMessage("The name \"generic\" is that of an OortObject<java.util.Map<java.lang.String,"
                            + " java.util.List<dev.halley.oort.OortObjectTest$Load>>>, and is asked for as an"
                            + " OortList<java.util.List<java.lang.String>>.");
        }
    }

    @Test
    void typeWithAVariableOrAWildcardIsRefused() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> server.oort().object("x", new TypeLiteral<List<?>>() {}.getType()))
                    .withMessage("What nodes share has types without variables and wildcards, not ?.");
        }
    }

    @Test
    void nameIsNotEmptyNotTooLongAndOfFewCharacters() {
        try (InProcessServer server = InProcessServer.start(new Setup())) {
            Oort oort = server.oort();
            assertThat(oort.number("a".repeat(100)).name()).hasSize(100);
            assertThat(oort.number("Game/1.of-2_x").name()).isEqualTo("Game/1.of-2_x");
            for (String wrong : List.of("", "a".repeat(101), "a b", "ä", "a\n", "*")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> oort.number(wrong))
                        .withMessage("The name \"" + wrong
                                + "\" is not legal: a name is made of 1 to 100 letters and digits of"
                                + " ASCII, '.', '_', '-' and '/'.");
            }
        }
    }
}
