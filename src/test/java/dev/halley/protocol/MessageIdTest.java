package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.json.RawJson;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIdTest {

    private final MessageReader reader = new MessageReader(10, 10);

    private Request readWithId(String id) {
        return reader.read("{\"channel\":\"/meta/disconnect\",\"id\":" + id + "}")
                .get(0);
    }

    private void assertRefused(String id) {
        assertThat(readWithId(id)).isInstanceOfSatisfying(Request.Invalid.class, invalid -> {
            assertThat(invalid.error()).isEqualTo(BayeuxError.MESSAGE_ID_INVALID);
            assertThat(invalid.id()).isNull();
        });
        assertThatThrownBy(() -> new MessageId(RawJson.parse(id)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1024");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"1\"",
                "\"\"",
                "\"a-1\"",
                "\"123e4567-e89b-12d3-a456-426614174000\"",
                "1",
                "-1.50",
                "1e5",
                "\"\\u00e9\\\"\"",
                "\"001\"",
                "123456789012345678901234567890"
            })
    void idIsEchoedAsItCame(String id) {
        Request request = readWithId(id);

        assertThat(request).isInstanceOf(Request.Disconnect.class);
        assertThat(MessageWriter.write(Reply.success(request)))
                .isEqualTo("{\"channel\":\"/meta/disconnect\",\"id\":" + id + ",\"successful\":true}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\n", "\\u00e9", "é", "\\\""})
    void stringIsAcceptedAtTheLimitAndRefusedOnePastIt(String character) {
        String atLimit = character.repeat(MessageId.MAX_LENGTH);
        assertThat(readWithId('"' + atLimit + '"').id()).hasToString('"' + atLimit + '"');
        assertRefused('"' + atLimit + character + '"');
    }

    @Test
    void numberIsAcceptedAtTheLimitAndRefusedOnePastIt() {
        String atLimit = "1".repeat(MessageId.MAX_LENGTH);
        assertThat(readWithId(atLimit).id()).hasToString(atLimit);
        assertRefused(atLimit + "1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "[]", "[1]", "{}"})
    void otherKindsOfValuesAreRefused(String id) {
        assertRefused(id);
    }

    @Test
    void idOfAJavaValue() {
        assertThat(MessageId.of("a\"")).hasToString("\"a\\\"\"");
        assertThat(MessageId.of(-7))
                .hasToString("-7")
                .isEqualTo(MessageId.of(-7))
                .isNotEqualTo(MessageId.of("-7"));
    }
}
