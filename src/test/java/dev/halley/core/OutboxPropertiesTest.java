package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.Outbox;
import dev.halley.protocol.Encoded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Holds the outbox against two plain lists. */
class OutboxPropertiesTest {

    private static final int MAX_MESSAGES = 12;
    private static final int MAX_LENGTH = 600;

    private enum Kind {
        OFFER,
        OFFER_LAZY,
        TAKE,
        TAKE_NUMBERED,
        TAKE_STALE,
        ACKNOWLEDGE,
        REBIND,
        DROP_LAZY,
        CLEAR
    }

    private record Step(Kind kind, int size) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(8, Arbitraries.of(Kind.OFFER, Kind.OFFER_LAZY)),
                Tuple.of(4, Arbitraries.of(Kind.TAKE, Kind.TAKE_NUMBERED, Kind.ACKNOWLEDGE)),
                Tuple.of(1, Arbitraries.of(Kind.TAKE_STALE, Kind.REBIND, Kind.DROP_LAZY, Kind.CLEAR)));
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 150))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    @Property
    void doesWhatTwoListsDo(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        for (Step step : steps) {
            model.run(step);
            model.check();
        }
    }

    /** @param numbers under which it was sent */
    private record Item(Encoded message, Set<Long> numbers) {

        Item sentUnder(long number) {
            Set<Long> more = new TreeSet<>(numbers);
            more.add(number);
            return new Item(message, more);
        }

        Item asNew() {
            return new Item(message, Set.of());
        }

        /** @return whether who has got everything up to a number has this, too */
        boolean isCovered(long number) {
            return numbers.contains(number) || Collections.max(numbers) <= number;
        }
    }

    /** The outbox and what it should hold. */
    private static final class Model {
        private final Outbox outbox = new Outbox(MAX_MESSAGES, MAX_LENGTH);
        private final List<Item> waiting = new ArrayList<>();
        private final List<Item> unacknowledged = new ArrayList<>();
        private int binding = outbox.rebind();
        private int numbers;
        private long batchNumber;

        void run(Step step) {
            switch (step.kind()) {
                case OFFER -> offer(Encoded.of(Events.event(numbers++, false, step.size())));
                case OFFER_LAZY -> offer(Encoded.of(Events.event(numbers++, true, step.size())));
                case TAKE -> take(step.size() * 2, step.size() % 4);
                case TAKE_NUMBERED -> takeNumbered(step.size() * 2);
                case TAKE_STALE -> {
                    waiting.replaceAll(Item::asNew);
                    assertThat(outbox.take(binding - 1, MAX_LENGTH, 0)).isEmpty();
                }
                case ACKNOWLEDGE -> acknowledge(batchNumber - step.size() % 4);
                case REBIND -> binding = outbox.rebind();
                case DROP_LAZY -> dropLazy();
                case CLEAR -> clear();
            }
        }

        private void offer(Encoded message) {
            boolean fits = size() < MAX_MESSAGES && length() + message.length() <= MAX_LENGTH;
            long tail = outbox.tail();
            assertThat(outbox.offer(message)).isEqualTo(fits);
            assertThat(outbox.tail()).isEqualTo(fits ? tail + 1 : tail);
            if (fits) {
                waiting.add(new Item(message, Set.of()));
            }
        }

        private List<Item> expected(int maxLength, int maxCount) {
            List<Item> expected = new ArrayList<>();
            int length = 0;
            for (Item item : waiting) {
                length += item.message().length() + 1;
                boolean over = length > maxLength || (maxCount > 0 && expected.size() == maxCount);
                if (over && !expected.isEmpty()) {
                    break;
                }
                expected.add(item);
            }
            waiting.subList(0, expected.size()).clear();
            return expected;
        }

        private static List<Encoded> messages(List<Item> items) {
            return items.stream().map(Item::message).toList();
        }

        private void take(int maxLength, int maxCount) {
            waiting.replaceAll(Item::asNew);
            long head = outbox.head();
            List<Item> expected = expected(maxLength, maxCount);
            assertThat(outbox.take(binding, maxLength, maxCount)).isEqualTo(messages(expected));
            assertThat(outbox.head()).isEqualTo(head + expected.size());
        }

        private void takeNumbered(int maxLength) {
            List<Item> expected = expected(maxLength, 0);
            assertThat(outbox.takeNumbered(binding, maxLength))
                    .isEqualTo(new Outbox.Numbered(++batchNumber, messages(expected)));
            expected.forEach(item -> unacknowledged.add(item.sentUnder(batchNumber)));
        }

        private void acknowledge(long number) {
            unacknowledged.removeIf(item -> item.isCovered(number));
            waiting.removeIf(item -> item.numbers().contains(number));
            waiting.addAll(0, unacknowledged);
            unacknowledged.clear();
            assertThat(outbox.acknowledge(number))
                    .isEqualTo(waiting.stream().anyMatch(item -> !item.numbers().isEmpty()));
        }

        private void dropLazy() {
            waiting.replaceAll(Item::asNew);
            List<Item> lazy =
                    waiting.stream().filter(item -> item.message().lazy()).toList();
            boolean urgentFirst =
                    !waiting.isEmpty() && !waiting.get(0).message().lazy();
            long head = outbox.head();
            assertThat(outbox.dropLazy()).isEqualTo(messages(lazy));
            waiting.removeAll(lazy);
            if (urgentFirst) {
                assertThat(outbox.head()).isEqualTo(head);
            }
        }

        private void clear() {
            outbox.clear();
            waiting.clear();
            unacknowledged.clear();
        }

        private int size() {
            return waiting.size() + unacknowledged.size();
        }

        private long length() {
            return Stream.concat(waiting.stream(), unacknowledged.stream())
                    .mapToLong(item -> item.message().length())
                    .sum();
        }

        void check() {
            assertThat(outbox.size()).isEqualTo(size());
            assertThat(outbox.length()).isEqualTo(length());
            assertThat(outbox.isEmpty()).isEqualTo(waiting.isEmpty());
            assertThat(outbox.hasUrgent())
                    .isEqualTo(waiting.stream().anyMatch(item -> !item.message().lazy()));
            assertThat(outbox.tail()).isEqualTo(outbox.head() + waiting.size());
            assertThat(outbox.batchNumber()).isEqualTo(batchNumber);
        }
    }
}
