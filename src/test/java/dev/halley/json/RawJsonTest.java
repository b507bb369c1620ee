package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {

    /** What JSON-B sees as an object. */
    public static final class Member {
        public String name = "Ada";
        public int age = 36;
    }

    /** The same as a record. */
    public record Point(int x, int y) {}

    static Stream<Arguments> javaValues() {
        Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", Arrays.asList(1, null));
        map.put(2, new int[] {3, 4});
        map.put("\"", new Object[] {true, RawJson.parse("1.50")});
        return Stream.of(
                Arguments.of(null, "null"),
                Arguments.of(RawJson.TRUE, "true"),
                Arguments.of("a\"b\\c\n\u0001</\u2028", "\"a\\\"b\\\\c\\n\\u0001</\u2028\""),
                Arguments.of(new StringBuilder("x"), "\"x\""),
                Arguments.of(true, "true"),
                Arguments.of((byte) -1, "-1"),
                Arguments.of(Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of(new BigInteger("18446744073709551616"), "18446744073709551616"),
                Arguments.of(new BigDecimal("1E+400"), "1E+400"),
                Arguments.of(new BigDecimal("1.50"), "1.50"),
                Arguments.of(1.0e100, "1.0E100"),
                Arguments.of(-0.5f, "-0.5"),
                Arguments.of(new AtomicInteger(7), "7"),
                Arguments.of(map, "{\"a\":[1,null],\"2\":[3,4],\"\\\"\":[true,1.50]}"),
                Arguments.of(Map.of(), "{}"),
                Arguments.of(List.of(), "[]"),
                Arguments.of(new Member(), "{\"age\":36,\"name\":\"Ada\"}"),
                Arguments.of(List.of(new Point(1, 2)), "[{\"x\":1,\"y\":2}]"),
                Arguments.of(JsonValue.NULL, "null"),
                Arguments.of(JsonValue.FALSE, "false"),
                Arguments.of(JsonValue.EMPTY_JSON_OBJECT, "{}"),
                Arguments.of(
                        RawJson.parse("{\"s\":\"\\u00e9\",\"n\":[1e5,12345678901234567890123,{}],\"b\":true}")
                                .value(),
                        "{\"s\":\"é\",\"n\":[1E+5,12345678901234567890123,{}],\"b\":true}"));
    }

    @ParameterizedTest
    @MethodSource("javaValues")
    void javaValueBecomesJson(Object value, String json) {
        assertThat(RawJson.from(value).text()).isEqualTo(json);
        assertThat(RawJson.parse(json).text()).isEqualTo(json);
    }

    static Stream<Object> valuesWithoutJson() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Map<String, Object> nullKey = new HashMap<>();
        nullKey.put(null, 1);
        return Stream.of(Double.NaN, Float.POSITIVE_INFINITY, cycle, nullKey, List.of(Double.NEGATIVE_INFINITY));
    }

    @ParameterizedTest
    @MethodSource("valuesWithoutJson")
    void javaValueWithoutJsonFormIsRefused(Object value) {
        assertThatThrownBy(() -> RawJson.from(value)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void javaValueNestsUpToTheLimit() {
        List<?> atLimit = List.of();
        for (int i = 1; i < RawJson.MAX_DEPTH; i++) {
            atLimit = List.of(atLimit);
        }
        assertThat(RawJson.parse(RawJson.from(atLimit).text()).length()).isEqualTo(2 * RawJson.MAX_DEPTH);
        List<?> onePast = List.of(atLimit);
        assertThatThrownBy(() -> RawJson.from(onePast))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    @Property
    void everyStringSurvives(@ForAll String text) {
        String whole = text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        assertThat(RawJson.parse(RawJson.from(text).text()).string()).isEqualTo(whole);
    }

    @Property
    void everyDocumentSurvivesItsTree(@ForAll long seed) {
        RawJson document = RawJson.parse(JsonDocuments.withoutLongNumbers(seed).value(4));

        assertThat(RawJson.parse(RawJson.from(document.value()).text()).value()).isEqualTo(document.value());
    }

    @Test
    void valueIsParsedOnce() {
        RawJson json = RawJson.parse(" {\"a\": [1, 2]} ");

        assertThat(json.value().asJsonObject().getJsonArray("a")).hasSize(2);
        assertThat(json.value()).isSameAs(json.value());
        assertThat(json.text()).isEqualTo("{\"a\": [1, 2]}");
    }

    @Test
    void numberIsParsedUpToTheLimitAndKeptBeyondIt() {
        assertThat(RawJson.parse("1".repeat(RawJson.MAX_NUMBER_LENGTH)).value()).isNotNull();

        RawJson onePast = RawJson.parse("1".repeat(RawJson.MAX_NUMBER_LENGTH + 1));
        assertThat(onePast.length()).isEqualTo(RawJson.MAX_NUMBER_LENGTH + 1);
        assertThatThrownBy(onePast::value)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1100");
        RawJson inside = RawJson.parse("[\"" + "\\\"1".repeat(1_000) + "\",[" + onePast + "]]");
        assertThatThrownBy(() -> inside.as(Object.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1100");
    }

    @Test
    void valueIsBoundToJavaTypes() {
        RawJson json = RawJson.parse("{\"x\":1,\"y\":2}");
        Point point = json.as(Point.class);
        assertThat(point).isEqualTo(new Point(1, 2));
        Member member = RawJson.parse("{\"name\":\"Grace\"}").as(Member.class);
        assertThat(member.name).isEqualTo("Grace");
        int[] numbers = RawJson.parse("[1,2]").as(int[].class);
        assertThat(numbers).containsExactly(1, 2);
        RawJson same = json.as(RawJson.class);
        assertThat(same).isSameAs(json);
        JsonObject object = json.as(JsonObject.class);
        assertThat(object.getInt("y")).isEqualTo(2);
        String string = RawJson.parse("\"\\u00e9\"").as(String.class);
        assertThat(string).isEqualTo("é");
        Point nothing = RawJson.NULL.as(Point.class);
        assertThat(nothing).isNull();
    }

    @Test
    void valueThatDoesNotFitIsRefusedWithTheTypesName() {
        assertThatThrownBy(() -> RawJson.parse("\"secret\"").as(Point.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Point")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RawJson.parse("{}").as(JsonArray.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JsonArray");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "false", "{}", "[]", "\"\"", "0", "-1", "9"})
    void kindIsSeenFromTheText(String text) {
        RawJson json = RawJson.parse(text);
        JsonValue.ValueType type = json.value().getValueType();

        assertThat(json.isNull()).isEqualTo(type == JsonValue.ValueType.NULL);
        assertThat(json.isObject()).isEqualTo(type == JsonValue.ValueType.OBJECT);
        assertThat(json.isArray()).isEqualTo(type == JsonValue.ValueType.ARRAY);
        assertThat(json.isString()).isEqualTo(type == JsonValue.ValueType.STRING);
        assertThat(json.isNumber()).isEqualTo(type == JsonValue.ValueType.NUMBER);
    }

    @Test
    void onlyStringsGiveTheirCharacters() {
        assertThat(RawJson.parse("\"a\\tb\"").string()).isEqualTo("a\tb");
        assertThat(RawJson.parse("\"\"").string()).isEmpty();
        assertThatThrownBy(RawJson.NULL::string).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalityIsThatOfTheText() {
        assertThat(RawJson.parse(" 1 ")).isEqualTo(RawJson.from(1)).hasSameHashCodeAs(RawJson.from(1));
        assertThat(RawJson.parse("1.0")).isNotEqualTo(RawJson.from(1));
        assertThat(RawJson.from(1)).hasToString("1");
    }
}
