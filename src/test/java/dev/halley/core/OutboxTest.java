package dev.halley.core;

import static dev.halley.core.Events.encoded;
import static dev.halley.core.Events.lazy;
import static dev.halley.core.Events.numbers;
import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.Outbox;
import dev.halley.protocol.Encoded;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final int ALL = 1_000_000;

    private final Outbox outbox = new Outbox(1_000, ALL);
    private final int binding = outbox.rebind();

    private void offer(Encoded... messages) {
        for (Encoded message : messages) {
            assertThat(outbox.offer(message)).isTrue();
        }
    }

    @Test
    void takesAsManyMessagesAsAllowedAndNotOneMore() {
        Outbox small = new Outbox(3, ALL);
        assertThat(small.offer(encoded(1)) && small.offer(encoded(2)) && small.offer(encoded(3)))
                .isTrue();
        assertThat(small.offer(encoded(4))).isFalse();
        assertThat(small.size()).isEqualTo(3);
        assertThat(numbers(small.take(small.rebind(), ALL, 0))).containsExactly(1, 2, 3);
        assertThat(small.offer(encoded(5))).isTrue();
    }

    @Test
    void takesAsManyCharactersAsAllowedAndNotOneMore() {
        Encoded first = encoded(1);
        Encoded second = encoded(2);
        Outbox exact = new Outbox(10, first.length() + second.length());
        assertThat(exact.offer(first) && exact.offer(second)).isTrue();
        assertThat(exact.length()).isEqualTo(first.length() + second.length());
        Outbox oneShort = new Outbox(10, first.length() + second.length() - 1);
        assertThat(oneShort.offer(first)).isTrue();
        assertThat(oneShort.offer(second)).isFalse();
        assertThat(oneShort.length()).isEqualTo(first.length());
    }

    @Test
    void whatIsNotAcknowledgedCountsAgainstTheLimits() {
        Outbox small = new Outbox(2, ALL);
        int by = small.rebind();
        small.offer(encoded(1));
        small.offer(encoded(2));
        long number = small.takeNumbered(by, ALL).number();
        assertThat(small.offer(encoded(3))).isFalse();
        small.acknowledge(number);
        assertThat(small.length()).isZero();
        assertThat(small.offer(encoded(3))).isTrue();
    }

    @Test
    void budgetOfATakeCountsOneCommaForEachMessage() {
        offer(encoded(1), encoded(2), encoded(3));
        int each = encoded(1).length() + 1;
        assertThat(numbers(outbox.take(binding, 2 * each, 0))).containsExactly(1, 2);
        offer(encoded(4));
        assertThat(numbers(outbox.take(binding, 2 * each - 1, 0))).containsExactly(3);
        assertThat(numbers(outbox.take(binding, 1, 0)))
                .as("a larger one goes alone")
                .containsExactly(4);
    }

    @Test
    void takeGivesNoMoreMessagesThanAsked() {
        offer(encoded(1), encoded(2), encoded(3));
        assertThat(numbers(outbox.take(binding, ALL, 2))).containsExactly(1, 2);
        assertThat(numbers(outbox.take(binding, ALL, 2))).containsExactly(3);
        assertThat(outbox.take(binding, ALL, 2)).isEmpty();
    }

    @Test
    void olderBindingGetsNothing() {
        offer(encoded(1));
        int newer = outbox.rebind();
        assertThat(outbox.take(binding, ALL, 0)).isEmpty();
        assertThat(outbox.takeNumbered(binding, ALL).messages()).isEmpty();
        assertThat(numbers(outbox.take(newer, ALL, 0))).containsExactly(1);
    }

    @Test
    void sequenceNumbersTellWhatWentOut() {
        offer(encoded(1), encoded(2), encoded(3));
        assertThat(outbox.tail()).isEqualTo(3);
        assertThat(outbox.head()).isZero();
        outbox.take(binding, ALL, 2);
        assertThat(outbox.head()).isEqualTo(2);
        assertThat(outbox.tail()).isEqualTo(3);
    }

    @Test
    void droppingALazyMessageDoesNotMakeAnEarlierOneLookSent() {
        offer(encoded(1));
        long afterFirst = outbox.tail();
        offer(lazy(2), lazy(3));
        assertThat(numbers(outbox.dropLazy())).containsExactly(2, 3);
        assertThat(outbox.head()).isLessThan(afterFirst);
        outbox.take(binding, ALL, 0);
        assertThat(outbox.head()).isGreaterThanOrEqualTo(afterFirst);
    }

    @Test
    void lazyMessagesAtTheFrontCountAsGoneWhenDropped() {
        offer(lazy(1), encoded(2));
        outbox.dropLazy();
        assertThat(outbox.head()).isEqualTo(1);
        assertThat(outbox.tail()).isEqualTo(2);
    }

    @Test
    void whatTheClientDoesNotHaveComesAgainBeforeAnythingNewer() {
        offer(encoded(1), encoded(2));
        long first = outbox.takeNumbered(binding, ALL).number();
        offer(encoded(3));
        outbox.takeNumbered(binding, ALL);
        offer(encoded(4));
        assertThat(outbox.acknowledge(first)).isTrue();
        assertThat(numbers(outbox.takeNumbered(binding, ALL).messages())).containsExactly(3, 4);
        assertThat(outbox.acknowledge(outbox.batchNumber())).isFalse();
        assertThat(outbox.size()).isZero();
    }

    @Test
    void everyNumberedTakeGetsTheNextNumberEvenIfNothingWaits() {
        assertThat(outbox.takeNumbered(binding, ALL).number()).isEqualTo(1);
        assertThat(outbox.takeNumbered(binding, ALL).number()).isEqualTo(2);
        assertThat(outbox.batchNumber()).isEqualTo(2);
    }

    @Test
    void memoryOfALongQueueIsGivenBackWhenItIsEmpty() {
        for (int i = 0; i < 500; i++) {
            offer(encoded(i));
        }
        assertThat(outbox.holdsMemory()).isTrue();
        outbox.take(binding, ALL, 0);
        assertThat(outbox.holdsMemory()).isFalse();
    }

    @Test
    void memoryOfALongQueueIsGivenBackAlsoWhenItCameFromWhatWasNotAcknowledged() {
        for (int i = 0; i < 500; i++) {
            offer(encoded(i));
        }
        outbox.takeNumbered(binding, ALL);
        outbox.acknowledge(0);
        long number = outbox.takeNumbered(binding, ALL).number();
        outbox.acknowledge(number);
        assertThat(outbox.holdsMemory()).isFalse();
    }

    @Test
    void memoryOfALongQueueIsGivenBackWhenAllOfItIsDropped() {
        for (int i = 0; i < 500; i++) {
            offer(lazy(i));
        }
        outbox.dropLazy();
        assertThat(outbox.holdsMemory()).isFalse();
    }
}
