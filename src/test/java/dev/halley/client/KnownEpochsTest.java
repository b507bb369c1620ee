package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownEpochsTest {

    private final KnownEpochs epochs = new KnownEpochs();

    private String of(long offset) {
        return epochs.of(mark(offset, null));
    }

    private static HistoryMark mark(long offset, String epoch) {
        return new HistoryMark(epoch, offset, offset - 1, false);
    }

    @Test
    void nothingIsKnownBeforeOneIsNamed() {
        assertThat(of(1)).isNull();
    }

    @Test
    void whatNamesNoneIsOfTheEpochThatIsNamedNearestBeforeIt() {
        epochs.of(mark(10, "a"));
        epochs.of(mark(13, "b"));
        assertThat(of(12)).isEqualTo("a");
        assertThat(of(14)).isEqualTo("b");
        assertThat(of(9)).isEqualTo("a");
    }

    @Test
    void whatWasMissedGoesOnInTheEpochOfThePosition() {
        epochs.goOnFrom(new Position("a", 10), new Position("b", 13));
        assertThat(of(11)).isEqualTo("a");
        epochs.of(mark(12, "b"));
        assertThat(of(13)).isEqualTo("b");
        assertThat(of(14)).isEqualTo("b");
    }

    @Test
    void newestThatWasMissedMayBeOfTheEpochBeforeThatOfTheReply() {
        epochs.goOnFrom(new Position("a", 10), new Position("b", 11));
        assertThat(of(11)).isEqualTo("a");
        assertThat(of(12)).isEqualTo("b");
    }

    @Test
    void replyThatNamesAnotherEpochAtTheSameOffsetCounts() {
        epochs.goOnFrom(new Position("a", 10), new Position("a", 11));
        epochs.goOnFrom(null, new Position("b", 11));
        assertThat(of(12)).isEqualTo("b");
    }

    @Test
    void whatWasMissedGoesOnInTheEpochOfThePositionThoughALaterOneCameBeforeTheReply() {
        epochs.of(mark(12, "b"));
        epochs.goOnFrom(new Position("a", 10), new Position("b", 13));
        assertThat(of(11)).isEqualTo("a");
        assertThat(of(12)).isEqualTo("b");
    }

    @Test
    void whatWasNamedUpToWhereTheChannelGoesOnCountsNoMore() {
        epochs.of(mark(9, "a"));
        epochs.of(mark(11, "c"));
        epochs.goOnFrom(null, new Position("b", 10));
        assertThat(of(9)).isEqualTo("b");
        assertThat(of(10)).isEqualTo("b");
        assertThat(of(11)).isEqualTo("c");
    }

    @Test
    void positionThatIsLeftNamesNoEpochAnyMore() {
        epochs.forgetBefore(new Position("a", 500));
        epochs.leave(new Position("a", 500));
        epochs.goOnFrom(null, new Position("b", 301));
        assertThat(of(500)).isEqualTo("b");
    }

    @Test
    void whatIsBeforeThePositionCountsNoMore() {
        epochs.of(mark(9, "a"));
        epochs.forgetBefore(new Position("b", 10));
        assertThat(of(9)).isEqualTo("b");
        epochs.forget();
        assertThat(of(9)).isNull();
    }
}
