package dev.halley.core;

import dev.halley.api.DeliveryMode;
import dev.halley.core.DeliveryMachine.Kind;
import dev.halley.core.DeliveryMachine.Step;
import dev.halley.testing.Soak;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Whatever happens to connections, connects and batches, in whatever order: every event reaches the client once, and in
 * order, as far as the mode promises it.
 */
class DeliveryPropertiesTest {

    private static final int TRIES = 200;

    /** With {@code -Psoak}, each try is five conversations: 1,000 in all. */
    private static final int CONVERSATIONS = Soak.choose(1, 5);

    @Provide
    Arbitrary<List<List<Step>>> conversations() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of(Kind.DELIVER, Kind.PUBLISH_BY_ANOTHER, Kind.PUBLISH_BY_ITSELF)),
                Tuple.of(2, Arbitraries.of(Kind.DELIVER_LAZY, Kind.SAY_SOMETHING)),
                Tuple.of(5, Arbitraries.of(Kind.CONNECT, Kind.WORK_ONCE, Kind.WORK)),
                Tuple.of(6, Arbitraries.of(Kind.COMPLETE)),
                Tuple.of(2, Arbitraries.of(Kind.OPEN_SOCKET, Kind.USE_POLLING)),
                Tuple.of(2, Arbitraries.of(Kind.FAIL, Kind.BREAK)),
                Tuple.of(2, Arbitraries.of(Kind.START_BATCH, Kind.END_BATCH)),
                Tuple.of(1, Arbitraries.of(Kind.WAIT)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 300))
                .as(Step::new)
                .list()
                .ofMaxSize(80)
                .list()
                .ofSize(CONVERSATIONS);
    }

    @Provide
    Arbitrary<Integer> messagesPerFrame() {
        return Arbitraries.of(0, 0, 1, 3);
    }

    private static void run(DeliveryMode mode, int messagesPerFrame, List<List<Step>> conversations) {
        for (List<Step> steps : conversations) {
            DeliveryMachine machine = new DeliveryMachine(mode, messagesPerFrame);
            steps.forEach(machine::run);
            machine.settle();
        }
    }

    @Property(tries = TRIES)
    void pushed(
            @ForAll("messagesPerFrame") int messagesPerFrame, @ForAll("conversations") List<List<Step>> conversations) {
        run(DeliveryMode.PUSH, messagesPerFrame, conversations);
    }

    @Property(tries = TRIES)
    void withConnect(
            @ForAll("messagesPerFrame") int messagesPerFrame, @ForAll("conversations") List<List<Step>> conversations) {
        run(DeliveryMode.WITH_CONNECT, messagesPerFrame, conversations);
    }

    @Property(tries = TRIES)
    void acknowledged(
            @ForAll("messagesPerFrame") int messagesPerFrame, @ForAll("conversations") List<List<Step>> conversations) {
        run(DeliveryMode.ACKNOWLEDGED, messagesPerFrame, conversations);
    }
}
