package dev.halley.history.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is done, and whenever the server is started again, streams are what they were. */
class StorePropertyTest {

    private enum Deed {
        PUBLISH,
        PUBLISH_MANY,
        CLEAR,
        TRIM,
        BEGIN,
        BEGIN_APART,
        DROP,
        ERASE,
        RESTART,
        DIE,
        POWER_CUT
    }

    private record Step(Deed deed, String channel, int number) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Deed> deeds = Arbitraries.frequency(
                Tuple.of(20, Deed.PUBLISH),
                Tuple.of(6, Deed.PUBLISH_MANY),
                Tuple.of(2, Deed.CLEAR),
                Tuple.of(2, Deed.TRIM),
                Tuple.of(2, Deed.BEGIN),
                Tuple.of(2, Deed.BEGIN_APART),
                Tuple.of(1, Deed.DROP),
                Tuple.of(1, Deed.ERASE),
                Tuple.of(2, Deed.RESTART),
                Tuple.of(2, Deed.DIE),
                Tuple.of(2, Deed.POWER_CUT));
        return Combinators.combine(
                        deeds,
                        Arbitraries.of("/a", "/b", "/c/d"),
                        Arbitraries.integers().between(1, 30))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Property(tries = 500)
    void streamsAreWhatTheyWere(@ForAll("steps") List<Step> steps) throws IOException {
        SimulatedDisk disk = new SimulatedDisk();
        TestStore server = new TestStore();
        server.open(disk);
        for (Step step : steps) {
            disk = perform(step, server, disk);
            assertThat(server.failures).isEmpty();
        }
        server.store.close();
        server.open(disk);
        Checks.nothingIsLost(server);
    }

    private static SimulatedDisk perform(Step step, TestStore server, SimulatedDisk disk) throws IOException {
        TestStore.Known known = server.known.get(step.channel());
        switch (step.deed()) {
            case PUBLISH -> server.publish(step.channel(), step.number());
            case PUBLISH_MANY -> {
                for (int i = 0; i < step.number(); i++) {
                    server.publish(step.channel(), 12);
                }
            }
            case ERASE -> server.time.advance(Duration.ofMinutes(1));
            case RESTART, DIE, POWER_CUT -> {
                return startAgain(step, server, disk);
            }
            default -> {
                if (known != null) {
                    change(step, server, known);
                }
            }
        }
        return disk;
    }

    private static void change(Step step, TestStore server, TestStore.Known known) {
        switch (step.deed()) {
            case CLEAR -> server.clear(step.channel());
            case BEGIN -> server.begin(step.channel(), known.next, true);
            case BEGIN_APART -> server.begin(step.channel(), known.next + step.number(), false);
            case DROP -> {
                server.store.drop(step.channel());
                server.known.remove(step.channel());
                // What was not forced may be undone by a power cut, also that a stream was dropped.
                server.time.advance(Duration.ofSeconds(1));
            }
            default -> server.trim(step.channel(), step.number());
        }
    }

    private static SimulatedDisk startAgain(Step step, TestStore server, SimulatedDisk disk) throws IOException {
        SimulatedDisk left = disk;
        if (step.deed() == Deed.RESTART) {
            server.store.close();
        } else if (step.deed() == Deed.DIE) {
            left = disk.afterDeath();
        } else {
            Random random = new Random(step.number());
            left = disk.afterPowerCut(unforced -> random.nextInt(unforced + 1));
            server.boot += "'";
        }
        server.open(left);
        if (step.deed() == Deed.POWER_CUT) {
            Checks.nothingIsWrong(server);
        } else {
            Checks.nothingIsLost(server);
        }
        server.resume();
        return left;
    }
}
