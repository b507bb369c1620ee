package dev.halley.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PositionsTest {

    private final Positions positions = new Positions();

    @Test
    void replyTellsThePositionOfEachOfItsChannels() {
        positions.add(
                "{\"channel\":\"/meta/subscribe\",\"successful\":true,\"subscription\":[\"/rooms/1\",\"/rooms/2\"],"
                        + "\"ext\":{\"history\":{\"/rooms/1\":{\"epoch\":\"a\",\"offset\":1},\"/rooms/2\":{\"epoch\":\"b\",\"offset\":7}}}}");
        assertThat(positions.of("/rooms/1")).isEqualTo("{\"epoch\":\"a\",\"offset\":1}");
        assertThat(positions.of("/rooms/2")).isEqualTo("{\"epoch\":\"b\",\"offset\":7}");
    }

    @Test
    void laterReplyCounts() {
        positions.add("{\"ext\":{\"history\":{\"/rooms/1\":{\"epoch\":\"a\",\"offset\":1}}}}");
        positions.add("{\"ext\":{\"history\":{\"\\/rooms\\/1\":{\"epoch\":\"a\",\"offset\":2}}}}");
        assertThat(positions.of("/rooms/1")).isEqualTo("{\"epoch\":\"a\",\"offset\":2}");
    }

    @Test
    void channelThatNoReplyToldOfIsNamed() {
        assertThatThrownBy(() -> positions.of("/rooms/9"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("/rooms/9");
    }
}
