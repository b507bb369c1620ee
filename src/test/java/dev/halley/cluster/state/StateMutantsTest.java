package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.spi.NodeId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation finds each rule that is taken out: a test that cannot fail shows nothing. */
class StateMutantsTest {

    /** The one that is found last takes some 300. */
    private static final int HISTORIES = 2_000;

    static Stream<Arguments> mutants() {
        return Stream.of(asking(), taking(), sending()).flatMap(some -> some);
    }

    private static Stream<Arguments> asking() {
        return Stream.of(
                Arguments.of("members are told of a view", new StateRules() {
                    @Override
                    Collection<NodeId> toldOfView(Collection<NodeId> others) {
                        return List.of();
                    }
                }),
                Arguments.of("who is not served asks", new StateRules() {
                    @Override
                    boolean mustAsk(long sent, boolean hasNothing, long held) {
                        return hasNothing || held < sent;
                    }
                }),
                Arguments.of("who has less than was sent asks", new StateRules() {
                    @Override
                    boolean mustAsk(long sent, boolean hasNothing, long held) {
                        return hasNothing || sent == Head.NOT_SERVED;
                    }
                }),
                Arguments.of("a clock that is set back delays no question", new StateRules() {
                    @Override
                    boolean mayAsk(long now, long before) {
                        return now - before >= BETWEEN_WANTS.toNanos();
                    }
                }));
    }

    private static Stream<Arguments> taking() {
        return Stream.of(
                Arguments.of("a gap is not applied", new StateRules() {
                    @Override
                    boolean isGap(long held, Delta delta) {
                        return false;
                    }
                }),
                Arguments.of("another life begins another part", new StateRules() {
                    @Override
                    boolean isOtherLife(UUID known, UUID told) {
                        return false;
                    }
                }),
                Arguments.of("what is old is dropped", new StateRules() {
                    @Override
                    boolean isOld(long held, Delta delta) {
                        return false;
                    }
                }),
                Arguments.of("what a reset did not name goes", new StateRules() {
                    @Override
                    <T> Set<T> swept(Set<T> unnamed) {
                        return Set.of();
                    }
                }));
    }

    private static Stream<Arguments> sending() {
        return Stream.of(
                Arguments.of("who is below the floor gets all", new StateRules() {
                    @Override
                    boolean isBelowFloor(long have, long floor) {
                        return false;
                    }
                }),
                Arguments.of("removals live until all have them", new StateRules() {
                    @Override
                    long forgettable(LongStream known, long version) {
                        return version;
                    }
                }),
                Arguments.of("nothing is shared in a reset", new StateRules() {
                    @Override
                    boolean mayShare(boolean inReset) {
                        return true;
                    }
                }),
                Arguments.of("the window bounds what is in flight", new StateRules() {
                    @Override
                    boolean fits(long inFlight, int size, int window) {
                        return true;
                    }
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mutants")
    void historyGoesWrongWithoutTheRuleThat(String rule, StateRules without) {
        QuietLogs.during(
                () -> assertThat(IntStream.rangeClosed(1, HISTORIES).anyMatch(seed -> goesWrong(seed, without)))
                        .as("one of %s histories shows that no rule says that %s", HISTORIES, rule)
                        .isTrue());
    }

    private static boolean goesWrong(int seed, StateRules rules) {
        try {
            return !new StateHistory(seed, rules).run().isEmpty();
        } catch (IllegalStateException sendsWithoutEnd) {
            return true;
        }
    }
}
