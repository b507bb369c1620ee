package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class SubscribersTest {

    private static final List<CoreSession> SESSIONS = sessions();

    private record Step(boolean add, int session) {}

    private static List<CoreSession> sessions() {
        Rig rig = new Rig();
        List<CoreSession> sessions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sessions.add(rig.handshake(rig.socket()));
        }
        return sessions;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, false), Arbitraries.integers().between(0, SESSIONS.size() - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    @Property(tries = 200)
    void holdEachSessionOnceAndInTheOrderOfTheirComing(@ForAll("steps") List<Step> steps) {
        Subscribers subscribers = new Subscribers();
        List<CoreSession> model = new ArrayList<>();
        for (Step step : steps) {
            CoreSession session = SESSIONS.get(step.session());
            CoreSession[] snapshot = subscribers.all();
            List<CoreSession> before = List.copyOf(model);
            boolean there = model.contains(session);
            if (step.add()) {
                assertThat(subscribers.add(session))
                        .isEqualTo(there ? Subscribers.Added.THERE_ALREADY : Subscribers.Added.NEW);
                if (!there) {
                    model.add(session);
                }
            } else {
                assertThat(subscribers.remove(session)).isEqualTo(there);
                model.remove(session);
            }
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
            assertThat(snapshot).as("a snapshot stays as it was").containsExactlyElementsOf(before);
            assertThat(subscribers.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void takeNobodyOnceTheyAreClosed() {
        Subscribers subscribers = new Subscribers();
        subscribers.add(SESSIONS.get(0));
        assertThat(subscribers.closeIfEmpty()).isFalse();
        assertThat(subscribers.add(SESSIONS.get(1))).isEqualTo(Subscribers.Added.NEW);
        assertThat(subscribers.close()).containsExactly(SESSIONS.get(0), SESSIONS.get(1));
        assertThat(subscribers.add(SESSIONS.get(2))).isEqualTo(Subscribers.Added.CLOSED);
        assertThat(subscribers.isEmpty()).isTrue();
    }

    @Test
    void closeWhenEmptyAndStayClosed() {
        Subscribers subscribers = new Subscribers();
        assertThat(subscribers.closeIfEmpty()).isTrue();
        assertThat(subscribers.add(SESSIONS.get(0))).isEqualTo(Subscribers.Added.CLOSED);
        assertThat(subscribers.closeIfEmpty()).isTrue();
    }
}
