package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.channel.Subscriber;
import dev.halley.core.channel.Subscribers;
import dev.halley.core.session.CoreSession;
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
        TestCore rig = new TestCore();
        List<CoreSession> sessions = new ArrayList<>();
        for (int i = 0; i < 2 * Subscribers.MANY; i++) {
            sessions.add(rig.handshake(rig.socket()));
        }
        return sessions;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(0, SESSIONS.size() - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(4 * SESSIONS.size());
    }

    @Property(tries = 200)
    void holdEachSessionOnceAndInTheOrderOfTheirComing(@ForAll("steps") List<Step> steps) {
        Subscribers subscribers = new Subscribers();
        List<CoreSession> model = new ArrayList<>();
        for (Step step : steps) {
            CoreSession session = SESSIONS.get(step.session());
            Subscriber[] snapshot = subscribers.all();
            List<CoreSession> before = List.copyOf(model);
            boolean there = model.contains(session);
            if (step.add()) {
                assertThat(subscribers.add(session))
                        .isEqualTo(
                                there
                                        ? Subscribers.Added.THERE_ALREADY
                                        : model.isEmpty() ? Subscribers.Added.FIRST : Subscribers.Added.NEW);
                if (!there) {
                    model.add(session);
                }
            } else {
                model.remove(session);
                assertThat(subscribers.remove(session))
                        .isEqualTo(
                                !there
                                        ? Subscribers.Removed.ABSENT
                                        : model.isEmpty()
                                                ? Subscribers.Removed.LAST
                                                : Subscribers.Removed.ONE_OF_SEVERAL);
            }
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
            assertThat(snapshot).as("a snapshot stays as it was").containsExactlyElementsOf(before);
            assertThat(subscribers.isEmpty()).isEqualTo(model.isEmpty());
        }
    }

    @Test
    void keepTheirOrderWhileTheyBecomeManyAndFewAgain() {
        Subscribers subscribers = new Subscribers();
        List<CoreSession> model = new ArrayList<>();
        for (CoreSession session : SESSIONS) {
            assertThat(subscribers.add(session))
                    .isEqualTo(model.isEmpty() ? Subscribers.Added.FIRST : Subscribers.Added.NEW);
            assertThat(subscribers.add(session)).isEqualTo(Subscribers.Added.THERE_ALREADY);
            model.add(session);
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
        }
        for (CoreSession session : SESSIONS) {
            assertThat(subscribers.isEmpty()).isFalse();
            model.remove(session);
            assertThat(subscribers.remove(session))
                    .isEqualTo(model.isEmpty() ? Subscribers.Removed.LAST : Subscribers.Removed.ONE_OF_SEVERAL);
            assertThat(subscribers.remove(session)).isEqualTo(Subscribers.Removed.ABSENT);
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
        }
        assertThat(subscribers.isEmpty()).isTrue();
        assertThat(subscribers.closeIfEmpty()).isTrue();
    }

    @Test
    void manyThatAreClosedAreThereNoMore() {
        Subscribers subscribers = new Subscribers();
        SESSIONS.forEach(subscribers::add);
        assertThat(subscribers.closeIfEmpty()).isFalse();
        assertThat(subscribers.close()).containsExactlyElementsOf(SESSIONS);
        assertThat(subscribers.isEmpty()).isTrue();
        assertThat(subscribers.all()).isEmpty();
        assertThat(subscribers.remove(SESSIONS.get(0))).isEqualTo(Subscribers.Removed.ABSENT);
    }

    @Test
    void whoPublishesWhileManyComeAndGoSeesEverybodyWhoStays() throws Exception {
        Subscribers subscribers = new Subscribers();
        List<CoreSession> staying = SESSIONS.subList(0, Subscribers.MANY / 2);
        List<CoreSession> moving = SESSIONS.subList(Subscribers.MANY / 2, SESSIONS.size());
        staying.forEach(subscribers::add);
        Thread mover = new Thread(() -> {
            for (int round = 0; round < 200; round++) {
                moving.forEach(subscribers::add);
                moving.forEach(subscribers::remove);
            }
        });

        mover.start();
        while (mover.isAlive()) {
            assertThat(List.of(subscribers.all()).subList(0, staying.size())).isEqualTo(staying);
        }

        mover.join();
        assertThat(subscribers.all()).containsExactlyElementsOf(staying);
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
