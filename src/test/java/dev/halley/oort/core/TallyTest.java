package dev.halley.oort.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class TallyTest {

    /** Three parts of a cluster, each with its primary; an even step adds in one, an odd one lets two of them meet. */
    @Property(tries = 300)
    void whatAnybodyAddsCountsOnceWhoeverMeetsWhom(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 17) Integer> steps) {
        Tally[] parts = {Tally.ZERO, Tally.ZERO, Tally.ZERO};
        long sum = 0;
        for (int step : steps) {
            int one = step / 2 % 3;
            if (step % 2 == 0) {
                parts[one] = parts[one].add("n" + one, step);
                sum += step;
            } else {
                int other = (one + 1 + step / 6 % 2) % 3;
                parts[one] = parts[one].merge(parts[other]);
            }
        }
        Tally all = parts[0].merge(parts[1]).merge(parts[2]);
        assertThat(all.value()).isEqualTo(sum);
        assertThat(parts[2].merge(parts[0]).merge(parts[1]).isSame(all)).isTrue();
        assertThat(all.merge(parts[1]).isSame(all)).isTrue();
        assertThat(Tally.decode(all.encode()).isSame(all)).isTrue();
    }

    @Example
    void manyPrimariesTakeNoMoreSpace() {
        Tally tally = Tally.ZERO;
        for (int i = 0; i < 1_000; i++) {
            tally = tally.add("n" + i, 1);
        }
        assertThat(tally.value()).isEqualTo(1_000);
        assertThat(tally.shares()).hasSize(Tally.MAX_SHARES);
        assertThat(tally.add("n0", 1).value()).isEqualTo(1_001);
    }

    @Example
    void partThatKnowsOldTermsOnlyAddsNothingTwice() {
        Tally old = Tally.ZERO.add("a", 1).add("b", 2);
        Tally now = old;
        for (int i = 0; i < 50; i++) {
            now = now.add("n" + i, 1);
        }
        assertThat(now.merge(old).value()).isEqualTo(53);
        assertThat(old.merge(now).value()).isEqualTo(53);
    }

    @Example
    void whatIsNoNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tally.decode(new byte[] {9}))
                .withMessage("A number has an unknown version.");
        byte[] cut = Tally.ZERO.add("a", 1).encode();
        assertThatIllegalArgumentException().isThrownBy(() -> Tally.decode(Arrays.copyOf(cut, cut.length - 3)));
    }
}
