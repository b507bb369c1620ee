package dev.halley.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.PositionForm;
import dev.halley.config.HistoryConfig;
import dev.halley.history.MemoryHistory;
import dev.halley.spi.History;
import dev.halley.spi.ServerEvents;
import dev.halley.testkit.ManualTime;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A session's client is told positions in one form, where that can be had. */
class ToldPositionsTest {

    private final History history = new MemoryHistory(
            new HistoryConfig(List.of(), 1 << 20, 1_000, Duration.ofMinutes(5)),
            new ManualTime(),
            new ServerEvents() {});
    private final ToldPositions positions = new ToldPositions();

    @Test
    void oneFormIsChosenForTheSessionsLife() {
        positions.choose(PositionForm.PLAIN, history, false);
        positions.choose(PositionForm.REPLAY, history, false);
        positions.choose(PositionForm.REPLAY, history, false);
        assertThatThrownBy(() -> positions.choose(PositionForm.HISTORY, history, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in the form REPLAY already");
        assertThat(positions.form()).isEqualTo(PositionForm.REPLAY);
    }

    @Test
    void withoutHistoryThereIsNone() {
        assertThatThrownBy(() -> positions.choose(PositionForm.HISTORY, null, false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nothing keeps history");
        assertThat(positions.form()).isEqualTo(PositionForm.PLAIN);
    }

    @Test
    void nodeOfAClusterTellsPositionsButNoReplayIds() {
        assertThatThrownBy(() -> positions.choose(PositionForm.REPLAY, history, true))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("only a server that stands alone");
        positions.choose(PositionForm.HISTORY, history, true);
        assertThat(positions.form()).isEqualTo(PositionForm.HISTORY);
    }
}
