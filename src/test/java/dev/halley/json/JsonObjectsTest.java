package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {

    private final RawJson object = RawJson.parse("{ \"a\" : 1.50 , \"b\\\"\":[ ], \"c\":{\"a\":2}}");

    @Test
    void memberIsReadVerbatim() {
        assertThat(JsonObjects.member(object, "a")).hasToString("1.50");
        assertThat(JsonObjects.member(object, "b\"")).hasToString("[ ]");
        assertThat(JsonObjects.member(object, "d")).isNull();
        assertThat(JsonObjects.member(null, "a")).isNull();
    }

    @Test
    void memberIsReplacedInItsPlaceOrAddedAtTheEnd() {
        assertThat(JsonObjects.with(object, "a", RawJson.NULL))
                .hasToString("{\"a\":null,\"b\\\"\":[ ],\"c\":{\"a\":2}}");
        assertThat(JsonObjects.with(RawJson.parse("{\"a\":1}"), "x", RawJson.TRUE))
                .hasToString("{\"a\":1,\"x\":true}");
        assertThat(JsonObjects.with(null, "\n", RawJson.TRUE)).hasToString("{\"\\n\":true}");
        assertThat(object.text()).startsWith("{ \"a\" : 1.50");
    }

    @Test
    void memberIsRemoved() {
        assertThat(JsonObjects.without(object, "b\"")).hasToString("{\"a\":1.50,\"c\":{\"a\":2}}");
        assertThat(JsonObjects.without(object, "x")).isSameAs(object);
        assertThat(JsonObjects.without(RawJson.parse("{\"a\":1}"), "a")).isEqualTo(RawJson.EMPTY_OBJECT);
    }

    @Test
    void ofANameThatAppearsTwiceTheLastValueCounts() {
        RawJson twice = RawJson.parse("{\"a\":1,\"a\":2}");
        assertThat(JsonObjects.member(twice, "a")).hasToString("2");
        assertThat(JsonObjects.with(twice, "b", RawJson.NULL)).hasToString("{\"a\":2,\"b\":null}");
    }

    @Test
    void membersAndElementsCannotBeChanged() {
        Map<String, RawJson> members = JsonObjects.members(object);
        assertThatThrownBy(members::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThat(JsonObjects.of(new LinkedHashMap<>(members)))
                .hasToString("{\"a\":1.50,\"b\\\"\":[ ],\"c\":{\"a\":2}}");
        assertThat(JsonObjects.elements(RawJson.parse("[ ]"))).isUnmodifiable().isEmpty();
    }

    @Test
    void otherKindsOfValuesAreRefused() {
        RawJson array = RawJson.parse("[]");
        assertThatThrownBy(() -> JsonObjects.member(array, "a")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonObjects.with(RawJson.NULL, "a", array))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> JsonObjects.elements(object)).isInstanceOf(IllegalArgumentException.class);
    }
}
