package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.channel.Subscribers;
import dev.halley.core.channel.Subscription;
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

    private static final List<Subscription<?>> SUBSCRIPTIONS = subscriptions();

    private record Step(boolean add, int subscription) {}

    private static List<Subscription<?>> subscriptions() {
        TestCore rig = new TestCore();
        List<Subscription<?>> subscriptions = new ArrayList<>();
        for (int i = 0; i < 2 * Subscribers.MANY; i++) {
            subscriptions.add(new Subscription<>(rig.handshake(rig.socket()), "/a"));
        }
        return subscriptions;
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, true, false),
                        Arbitraries.integers().between(0, SUBSCRIPTIONS.size() - 1))
                .as(Step::new)
                .list()
                .ofMaxSize(4 * SUBSCRIPTIONS.size());
    }

    @Property(tries = 200)
    void holdEachSubscriptionOnceAndInTheOrderOfTheirComing(@ForAll("steps") List<Step> steps) {
        Subscribers subscribers = new Subscribers();
        List<Subscription<?>> model = new ArrayList<>();
        for (Step step : steps) {
            Subscription<?> subscription = SUBSCRIPTIONS.get(step.subscription());
            Subscription<?>[] snapshot = subscribers.all();
            List<Subscription<?>> before = List.copyOf(model);
            boolean there = model.contains(subscription);
            if (step.add()) {
                assertThat(subscribers.add(subscription))
                        .isEqualTo(
                                there
                                        ? Subscribers.Added.THERE_ALREADY
                                        : model.isEmpty() ? Subscribers.Added.FIRST : Subscribers.Added.NEW);
                if (!there) {
                    model.add(subscription);
                }
            } else {
                model.remove(subscription);
                assertThat(subscribers.remove(subscription))
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
        List<Subscription<?>> model = new ArrayList<>();
        for (Subscription<?> subscription : SUBSCRIPTIONS) {
            assertThat(subscribers.add(subscription))
                    .isEqualTo(model.isEmpty() ? Subscribers.Added.FIRST : Subscribers.Added.NEW);
            assertThat(subscribers.add(subscription)).isEqualTo(Subscribers.Added.THERE_ALREADY);
            model.add(subscription);
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
        }
        for (Subscription<?> subscription : SUBSCRIPTIONS) {
            assertThat(subscribers.isEmpty()).isFalse();
            model.remove(subscription);
            assertThat(subscribers.remove(subscription))
                    .isEqualTo(model.isEmpty() ? Subscribers.Removed.LAST : Subscribers.Removed.ONE_OF_SEVERAL);
            assertThat(subscribers.remove(subscription)).isEqualTo(Subscribers.Removed.ABSENT);
            assertThat(subscribers.all()).containsExactlyElementsOf(model);
        }
        assertThat(subscribers.isEmpty()).isTrue();
        assertThat(subscribers.closeIfEmpty()).isTrue();
    }

    @Test
    void manyThatAreClosedAreThereNoMore() {
        Subscribers subscribers = new Subscribers();
        SUBSCRIPTIONS.forEach(subscribers::add);
        assertThat(subscribers.closeIfEmpty()).isFalse();
        assertThat(subscribers.close()).containsExactlyElementsOf(SUBSCRIPTIONS);
        assertThat(subscribers.isEmpty()).isTrue();
        assertThat(subscribers.all()).isEmpty();
        assertThat(subscribers.remove(SUBSCRIPTIONS.get(0))).isEqualTo(Subscribers.Removed.ABSENT);
    }

    @Test
    void whoPublishesWhileManyComeAndGoSeesEverybodyWhoStays() throws Exception {
        Subscribers subscribers = new Subscribers();
        List<Subscription<?>> staying = SUBSCRIPTIONS.subList(0, Subscribers.MANY / 2);
        List<Subscription<?>> moving = SUBSCRIPTIONS.subList(Subscribers.MANY / 2, SUBSCRIPTIONS.size());
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
        subscribers.add(SUBSCRIPTIONS.get(0));
        assertThat(subscribers.closeIfEmpty()).isFalse();
        assertThat(subscribers.add(SUBSCRIPTIONS.get(1))).isEqualTo(Subscribers.Added.NEW);
        assertThat(subscribers.close()).containsExactly(SUBSCRIPTIONS.get(0), SUBSCRIPTIONS.get(1));
        assertThat(subscribers.add(SUBSCRIPTIONS.get(2))).isEqualTo(Subscribers.Added.CLOSED);
        assertThat(subscribers.isEmpty()).isTrue();
    }

    @Test
    void closeWhenEmptyAndStayClosed() {
        Subscribers subscribers = new Subscribers();
        assertThat(subscribers.closeIfEmpty()).isTrue();
        assertThat(subscribers.add(SUBSCRIPTIONS.get(0))).isEqualTo(Subscribers.Added.CLOSED);
        assertThat(subscribers.closeIfEmpty()).isTrue();
    }
}
