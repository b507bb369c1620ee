package dev.halley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a position is written and read. */
class PositionTest {

    @ParameterizedTest
    @ValueSource(strings = {"k3f9:118", "a:b:0", "e:9007199254740991"})
    void isReadAsItIsWritten(String text) {
        assertThat(Position.parse(text)).hasToString(text).isEqualTo(Position.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "118", ":118", "a:", "a:x", "a:-1", "a:9007199254740992"})
    void anythingElseIsRefusedWithItsText(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Position.parse(text))
                .withMessageContaining("\"" + text + "\"");
    }

    @Test
    void differsByEpochAndOffset() {
        assertThat(new Position("a", 1)).isNotEqualTo(new Position("a", 2)).isNotEqualTo(new Position("b", 1));
    }
}
