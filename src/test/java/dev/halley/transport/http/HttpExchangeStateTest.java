package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.transport.http.HttpExchangeState.Action;
import dev.halley.transport.http.HttpExchangeState.Event;
import dev.halley.transport.http.HttpExchangeState.State;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpExchangeStateTest {

    private static final String TABLE = """
            PROCESSING, ANSWERED,  ANSWERED, NOTHING
            PROCESSING, PROCESSED, HELD,     NOTHING
            PROCESSING, WRITTEN,   PROCESSING, NOTHING
            PROCESSING, FAILED,    DONE,     LOSE
            ANSWERED,   ANSWERED,  ANSWERED, NOTHING
            ANSWERED,   PROCESSED, WRITING,  WRITE
            ANSWERED,   WRITTEN,   ANSWERED, NOTHING
            ANSWERED,   FAILED,    DONE,     FAIL
            HELD,       ANSWERED,  WRITING,  WRITE
            HELD,       PROCESSED, HELD,     NOTHING
            HELD,       WRITTEN,   HELD,     NOTHING
            HELD,       FAILED,    DONE,     LOSE
            WRITING,    ANSWERED,  WRITING,  NOTHING
            WRITING,    PROCESSED, WRITING,  NOTHING
            WRITING,    WRITTEN,   DONE,     FINISH
            WRITING,    FAILED,    DONE,     FAIL
            DONE,       ANSWERED,  DONE,     REJECT
            DONE,       PROCESSED, DONE,     NOTHING
            DONE,       WRITTEN,   DONE,     NOTHING
            DONE,       FAILED,    DONE,     NOTHING
            """;

    @ParameterizedTest
    @CsvSource(textBlock = TABLE)
    void everyEventInEveryState(State from, Event event, State to, Action action) {
        var state = new HttpExchangeState(from);

        assertThat(state.on(event)).isEqualTo(action);
        assertThat(state.state()).isEqualTo(to);
    }

    @Test
    void theTableIsWhole() {
        Set<String> rows = new HashSet<>();
        TABLE.lines().map(line -> line.split(",")).forEach(row -> rows.add(row[0].trim() + row[1].trim()));
        assertThat(rows).hasSize(State.values().length * Event.values().length);
    }

    @Test
    void aRequestBeginsWithProcessing() {
        assertThat(new HttpExchangeState().state()).isEqualTo(State.PROCESSING);
    }
}
