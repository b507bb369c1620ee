package dev.halley.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortNode;
import dev.halley.oort.OortObject;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import dev.halley.testkit.TestCluster;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OortInjectionTest {

    public record Room(String topic, int seats) {}

    @ApplicationScoped
    static class Lobby {

        private final Queue<String> told = new ConcurrentLinkedQueue<>();

        @Inject
        @OortName("rooms")
        private OortMap<String, Room> rooms;

        @Inject
        @OortName("load")
        private OortObject<List<Integer>> load;

        @Inject
        @OortName("banned")
        private OortList<String> banned;

        @Inject
        @OortName("players")
        private Instance<OortLong> players;

        void starts(@Observes ServerStarted event) {
            rooms.addListener(new OortMap.Listener<>() {
                @Override
                public void put(OortNode node, String key, @Nullable Room old, Room value) {
                    told.add(node + " " + key);
                }
            });
        }

        void open(String name) {
            rooms.put(name, new Room("talk", 4));
            load.set(List.of(1, 2));
            banned.add("mallory");
            players.get().addAndGet(2);
        }

        List<String> told() {
            return List.copyOf(told);
        }

        String seen() {
            return rooms.merged().keySet() + " " + load.parts().size() + " " + banned.merged() + " "
                    + players.get().sum();
        }
    }

    @Test
    void beansOfAllNodesShareWhatHasTheSameName() {
        try (TestCluster cluster = TestCluster.start(2, () -> new Setup().beans(Lobby.class))) {
            Lobby one = cluster.server(0).bean(Lobby.class);
            Lobby other = cluster.server(1).bean(Lobby.class);
            one.open("a");
            other.open("b");

            assertThat(one.seen()).isEqualTo(other.seen()).isEqualTo("[a, b] 2 [mallory, mallory] 4");
            assertThat(one.told()).containsExactly("n1 a", "n2 b");
            assertThat(cluster.server(0)
                            .oort()
                            .map("rooms", String.class, Room.class)
                            .local())
                    .isEqualTo(Map.of("a", new Room("talk", 4)));
        }
    }

    @Test
    void whatIsSharedCanBeLookedUpByTheLiteralAndFailuresComeAsTheyAre() {
        try (InProcessServer server = InProcessServer.start(new Setup().beans(Lobby.class))) {
            OortMap<Integer, String> map = server.bean(BeanManager.class)
                    .createInstance()
                    .select(new TypeLiteral<OortMap<Integer, String>>() {}, OortName.Literal.of("looked/up"))
                    .get();
            map.put(1, "x");
            assertThat(map.local()).isEqualTo(Map.of(1, "x"));
            assertThat(map).isEqualTo(map).hasToString("an injected OortMap");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> map.put(2, "x".repeat(2_000_000)))
                    .withMessageContaining("OortMap \"looked/up\": A value has at most");
        }
    }

    @Dependent
    static class IllegalName {
        @Inject
        @OortName("a b")
        OortLong shared;
    }

    @Dependent
    static class RawType {
        @Inject
        @OortName("a")
        @SuppressWarnings("rawtypes")
        OortMap shared;
    }

    @Dependent
    static class Wildcard {
        @Inject
        @OortName("a")
        Instance<OortList<List<?>>> shared;
    }

    static Stream<Arguments> wrongPoints() {
        return Stream.of(
                Arguments.of(
                        IllegalName.class,
                        "The name \"a b\" is not legal: a name is made of 1 to 100 letters and digits of ASCII, '.', '_', '-' and"
                                + " '/'."),
                Arguments.of(
                        RawType.class,
                        " of dev.halley.oort.OortMap has incomplete types: it needs classes or generic types of them,"
                                + " such as OortMap<String, Room>, without type variables or wildcards."),
                Arguments.of(
                        Wildcard.class,
                        " of dev.halley.oort.OortList<java.util.List<?>> has incomplete types: it needs classes or"
                                + " generic types of them, such as OortMap<String, Room>, without type variables or"
                                + " wildcards."));
    }

    @ParameterizedTest
    @MethodSource("wrongPoints")
    void placeWhereNothingCanBeInjectedFailsTheDeploymentWithASentence(Class<?> bean, String sentence) {
        assertThatThrownBy(() -> Containers.weld(bean).initialize())
                .hasStackTraceContaining(sentence)
                .hasStackTraceContaining(bean.getSimpleName() + ".shared");
    }
}
