package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.cluster.state.OwnPart.Change;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.spi.Cluster;
import dev.halley.spi.ClusterException;
import dev.halley.spi.OwnedState.Key;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OwnPartTest {

    private final OwnPart part = new OwnPart(StateLimits.USUAL);

    private static Key key(int number) {
        return new Key("s", "k" + number);
    }

    private void put(int number, int value) {
        part.put(key(number), new byte[] {(byte) value});
    }

    @Test
    void newerEntryOfAKeyReplacesTheOlderSoMemoryIsThePart() {
        for (int i = 0; i < 1_000; i++) {
            put(1, i);
        }
        put(2, 1);
        assertThat(part.version()).isEqualTo(1_001);
        assertThat(part.after(0, 1_000_000).entries())
                .extracting(Entry::version)
                .containsExactly(1_000L, 1_001L);
    }

    @Test
    void entryIsAsLongAsItMayBeAndNotAByteLonger() {
        int most = StateLimits.MAX_ENTRY - Entry.size(key(1), new byte[0]);
        part.put(key(1), new byte[most]);
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> part.put(key(1), new byte[most + 1]))
                .withMessage("An entry of a node's state has at most 8388608 bytes, not 8388609.");
        assertThat(part.version()).isEqualTo(1);
        Delta delta = new Delta(new UUID(1, 1), false, 0, 1, 1, part.after(0, 1).entries());
        assertThat(delta.encode()).hasSizeLessThan(Cluster.MAX_LENGTH);
    }

    @Test
    void sameValueIsNoChange() {
        put(1, 1);
        put(1, 1);
        assertThat(part.version()).isEqualTo(1);
    }

    @Test
    void piecesAreAsLongAsTheyMayBeUnlessOneEntryIsLonger() {
        for (int i = 0; i < 5; i++) {
            put(i, 1);
        }
        int size = Entry.size(key(0), new byte[1]);
        assertThat(part.after(0, 2 * size).to()).isEqualTo(2);
        assertThat(part.after(0, 3 * size - 1).to()).isEqualTo(2);
        assertThat(part.after(2, 3 * size).to()).isEqualTo(5);
        assertThat(part.after(4, 1).entries()).hasSize(1);
        assertThat(part.after(5, 1).entries()).isEmpty();
    }

    @Test
    void removalsAreForgottenUpToAVersionWhichIsTheFloor() {
        put(1, 1);
        put(2, 1);
        part.remove(key(1));
        part.remove(key(2));
        part.forgetUpTo(2);
        assertThat(part.floor()).isZero();
        part.forgetUpTo(3);
        assertThat(part.floor()).isEqualTo(3);
        assertThat(part.removals()).isEqualTo(1);
        assertThat(part.after(0, 1_000).entries()).extracting(Entry::version).containsExactly(4L);
    }

    @Test
    void keyThatIsPutAgainNeedsNoRemoval() {
        put(1, 1);
        part.remove(key(1));
        put(1, 2);
        assertThat(part.removals()).isZero();
        part.forgetUpTo(3);
        assertThat(part.floor()).isZero();
    }

    @Test
    void removalsAreAtMostAsManyAsEntriesOrAThousand() {
        for (int i = 0; i < OwnPart.KEPT_REMOVALS; i++) {
            put(i, 1);
            part.remove(key(i));
        }
        assertThat(part.removals()).isEqualTo(OwnPart.KEPT_REMOVALS);
        assertThat(part.floor()).isZero();
        put(-1, 1);
        part.remove(key(-1));
        assertThat(part.removals()).isEqualTo(OwnPart.KEPT_REMOVALS);
        assertThat(part.floor()).isEqualTo(2);
    }

    @Test
    void changesThatWereNotToldCoalesce() {
        put(1, 1);
        put(2, 1);
        put(3, 1);
        part.takeUntold();
        put(1, 2);
        part.remove(key(2));
        part.remove(key(3));
        put(3, 1);
        put(4, 1);
        part.remove(key(4));
        put(1, 3);
        assertThat(part.takeUntold()).extracting(Change::key).containsExactly(key(2), key(3), key(1));
        assertThat(part.takeUntold()).isEmpty();
    }

    @Test
    void snapshotNamesEachKeyThatStaysInItsPlace() {
        put(1, 1);
        put(2, 1);
        put(3, 1);
        Snapshot snapshot = part.snapshot();
        put(1, 2);
        put(4, 1);
        part.remove(key(2));
        int size = Entry.size(key(0), new byte[1]);
        Chunk first = snapshot.next(0, part.entries(), size);
        assertThat(first.entries()).extracting(Entry::version).containsExactly(4L);
        assertThat(first.to()).isEqualTo(2);
        assertThat(snapshot.next(0, part.entries(), size)).isEqualTo(first);
        snapshot.taken(first);
        Chunk last = snapshot.next(2, part.entries(), size);
        assertThat(last.entries()).extracting(Entry::version).containsExactly(3L);
        assertThat(last.to()).isEqualTo(snapshot.target()).isEqualTo(3);
    }

    @Test
    void windowHasRoomForAMessageAndWhatIsNotAcknowledgedYet() {
        new StateLimits(1, 1, 10, 30, 20);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StateLimits(1, 1, 10, 29, 20))
                .withMessageContaining("window of 29 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new StateLimits(0, 1, 10, 30, 20));
    }
}
