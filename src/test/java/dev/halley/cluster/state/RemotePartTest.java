package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.cluster.state.RemotePart.Taken;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.spi.OwnedState.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RemotePartTest {

    private static final UUID LIFE = new UUID(1, 1);

    private final List<String> told = new ArrayList<>();
    private final RemotePart part = part(new StateRules());

    private RemotePart part(StateRules rules) {
        return new RemotePart(LIFE, rules, new RemotePart.Changes() {

            @Override
            public void put(Entry entry) {
                told.add(entry.key().name() + entry.version());
            }

            @Override
            public void removed(Key key) {
                told.add("-" + key.name());
            }

            @Override
            public void lost(Key key) {
                told.add("lost " + key.name());
            }

            @Override
            public void found() {
                told.add("found");
            }
        });
    }

    private static Entry put(String name, long version) {
        return Entry.put(new Key("s", name), version, new byte[] {(byte) version});
    }

    private static Entry removal(String name, long version) {
        return Entry.removal(new Key("s", name), version);
    }

    private static Delta delta(long from, long to, Entry... entries) {
        return new Delta(LIFE, false, from, to, to, List.of(entries));
    }

    private static Delta reset(long from, long to, long target, Entry... entries) {
        return new Delta(LIFE, true, from, to, target, List.of(entries));
    }

    private Taken take(Delta delta) {
        return part.take(delta, 1);
    }

    @Test
    void resetOfAnEmptyPartFindsIt() {
        assertThat(part.hasNothing()).isTrue();
        assertThat(take(reset(0, 0, 0))).isEqualTo(Taken.APPLIED);
        assertThat(part.isWhole()).isTrue();
        assertThat(take(reset(0, 0, 0))).isEqualTo(Taken.OLD);
        assertThat(told).containsExactly("found");
    }

    @Test
    void changesBeforeTheWholePartAreAGap() {
        assertThat(take(delta(0, 1, put("a", 1)))).isEqualTo(Taken.GAP);
        assertThat(take(reset(1, 2, 2, put("a", 2)))).isEqualTo(Taken.GAP);
        assertThat(part.have()).isZero();
        assertThat(told).isEmpty();
    }

    @Test
    void partIsFoundAtTheTargetOfTheResetAndGoesOnFromThere() {
        take(reset(0, 2, 5, put("a", 2)));
        assertThat(part.isWhole()).isFalse();
        assertThat(part.have()).isZero();
        take(reset(2, 5, 5, put("b", 4)));
        take(delta(5, 6, removal("a", 6)));
        assertThat(told).containsExactly("a2", "b4", "found", "-a");
        assertThat(part.have()).isEqualTo(6);
    }

    @Test
    void gapIsNotApplied() {
        take(reset(0, 1, 1, put("a", 1)));
        assertThat(take(delta(2, 3, put("b", 3)))).isEqualTo(Taken.GAP);
        assertThat(part.have()).isEqualTo(1);
        assertThat(take(delta(1, 3, put("b", 3)))).isEqualTo(Taken.APPLIED);
    }

    @Test
    void whatCameBeforeIsDropped() {
        take(reset(0, 1, 1, put("a", 1)));
        take(delta(1, 3, put("b", 3)));
        take(delta(3, 4, removal("b", 4)));
        assertThat(take(delta(1, 3, put("b", 3)))).isEqualTo(Taken.OLD);
        assertThat(take(reset(0, 1, 1, put("a", 1)))).isEqualTo(Taken.OLD);
        assertThat(told).containsExactly("a1", "found", "b3", "-b");
    }

    @Test
    void overlappingMessagesGiveOnlyWhatIsNewer() {
        take(reset(0, 3, 3, put("a", 1), put("b", 3)));
        assertThat(take(delta(1, 5, put("b", 3), put("a", 5)))).isEqualTo(Taken.APPLIED);
        assertThat(told).containsExactly("a1", "b3", "found", "a5");
    }

    @Test
    void entryThatWasChangedDuringTheResetDoesNotGoBackByAMessageFromBefore() {
        Delta shared = delta(3, 5, put("a", 5));
        take(reset(0, 3, 3, put("a", 7)));
        take(shared);
        take(delta(5, 7, put("a", 7)));
        assertThat(told).containsExactly("a7", "found");
    }

    @Test
    void withoutTheRuleOfNewerEntriesItGoesBack() {
        RemotePart without = part(new StateRules() {
            @Override
            boolean isNewer(@Nullable Entry held, Entry told) {
                return true;
            }
        });
        without.take(reset(0, 3, 3, put("a", 7)), 1);
        without.take(delta(3, 5, put("a", 5)), 1);
        assertThat(told).contains("a5");
    }

    @Test
    void whatAResetDoesNotNameGoesAtItsTarget() {
        take(reset(0, 3, 3, put("a", 1), put("b", 2), put("c", 3)));
        take(reset(0, 8, 9, put("b", 2)));
        assertThat(told).containsExactly("a1", "b2", "c3", "found");
        take(reset(8, 9, 9, put("c", 9)));
        assertThat(told).containsExactly("a1", "b2", "c3", "found", "c9", "-a");
        assertThat(part.isWhole()).isTrue();
    }

    @Test
    void resetThatIsInterruptedIsAskedForFromItsBeginning() {
        take(reset(0, 1, 3, put("a", 1)));
        assertThat(take(reset(2, 3, 3, put("c", 3)))).isEqualTo(Taken.GAP);
        assertThat(take(delta(3, 4, put("d", 4)))).isEqualTo(Taken.GAP);
        assertThat(part.have()).isZero();
        take(reset(0, 1, 4, put("a", 1)));
        take(reset(1, 4, 4, put("d", 4)));
        assertThat(told).containsExactly("a1", "d4", "found");
    }

    @Test
    void resetThatComesTwiceGoesOnWhereItIs() {
        take(reset(0, 1, 3, put("a", 1)));
        assertThat(take(reset(0, 1, 3, put("a", 1)))).isEqualTo(Taken.OLD);
        take(reset(1, 3, 3, put("b", 3)));
        assertThat(told).containsExactly("a1", "b3", "found");
    }

    @Test
    void messageOfAnEarlierResetIsDropped() {
        take(reset(0, 1, 5, put("a", 1)));
        assertThat(take(reset(0, 1, 3, put("a", 1)))).isEqualTo(Taken.OLD);
        assertThat(take(reset(1, 3, 3, put("b", 3)))).isEqualTo(Taken.OLD);
    }

    @Test
    void endTellsEachEntry() {
        take(reset(0, 2, 2, put("a", 1), put("b", 2)));
        told.clear();
        part.end();
        assertThat(told).containsExactlyInAnyOrder("lost a", "lost b");
        assertThat(part.entries().count()).isZero();
        assertThat(part.entries().bytes()).isZero();
    }

    @Test
    void acknowledgementIsDueAfterSoManyBytesOrMessages() {
        for (int i = 1; i < StateRules.DELTAS_UNACKNOWLEDGED; i++) {
            part.take(delta(0, i), 1);
            assertThat(part.isAcknowledgementDue(1_000)).isFalse();
        }
        part.take(delta(0, 1), 1);
        assertThat(part.isAcknowledgementDue(1_000)).isTrue();
        part.take(delta(0, 1), 999);
        assertThat(part.isAcknowledgementDue(1_000)).isFalse();
        part.take(delta(0, 1), 1);
        assertThat(part.isAcknowledgementDue(1_000)).isTrue();
    }
}
