package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LedgerTest {

    private final Scenario.Crowd two = new Scenario.Crowd(2, 1, 1, 0);
    private final Ledger ledger = new Ledger(two, 1, true);

    @Test
    void what_everybody_got_once_and_in_order_is_right() {
        ledger.publish(0);
        ledger.publish(0);
        for (int number = 0; number < 2; number++) {
            ledger.deliver(0, 0, number);
            ledger.deliver(1, 0, number);
        }
        assertThat(ledger.outstanding()).isZero();
        assertThat(ledger.inFlight()).isZero();
        assertThat(ledger.wrong()).isZero();
    }

    @Test
    void a_lost_message_is_outstanding() {
        ledger.publish(0);
        ledger.deliver(0, 0, 0);
        assertThat(ledger.outstanding()).isEqualTo(1);
        assertThat(ledger.inFlight()).isEqualTo(1);
    }

    @Test
    void a_doublet_is_wrong() {
        ledger.publish(0);
        ledger.deliver(0, 0, 0);
        ledger.deliver(0, 0, 0);
        assertThat(ledger.wrong()).isEqualTo(1);
    }

    @Test
    void an_overtaking_is_wrong_but_for_answers_to_calls() {
        Ledger calls = new Ledger(two, 1, false);
        for (Ledger each : new Ledger[] {ledger, calls}) {
            each.publish(0);
            each.publish(0);
            each.deliver(0, 0, 1);
            each.deliver(0, 0, 0);
        }
        assertThat(ledger.wrong()).isEqualTo(2);
        assertThat(calls.wrong()).isZero();
    }

    @Test
    void where_nobody_subscribes_a_batch_is_done_with_its_last_acknowledgement() {
        Ledger nobody = new Ledger(new Scenario.Crowd(0, 1, 1, 0), 2, true);
        nobody.publish(0);
        assertThat(nobody.acknowledge()).isFalse();
        assertThat(nobody.inFlight()).isEqualTo(1);
        assertThat(nobody.acknowledge()).isTrue();
        assertThat(nobody.inFlight()).isZero();
    }
}
