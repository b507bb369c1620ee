package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** More tries: {@code -Djqwik.tries.default=100000}. */
class JsonSlicerTest {

    private static final int DOCUMENTS_PER_TRY = 5;
    private static final int DEPTH = 4;

    @Property
    void acceptsExactlyWhatIsJson(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        for (int i = 0; i < DOCUMENTS_PER_TRY; i++) {
            String document = documents.space() + documents.value(DEPTH) + documents.space();
            assertThat(Rfc8259.accepts(document, DEPTH)).as(document).isTrue();
            assertThat(accepted(document, DEPTH)).as(document).isTrue();
            String damaged = documents.damaged(document);
            assertThat(accepted(damaged, DEPTH)).as(damaged).isEqualTo(Rfc8259.accepts(damaged, DEPTH));
        }
    }

    @Property
    void elementsOfAnArrayComeOutVerbatim(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        List<String> values = trimmed(documents.values(DEPTH));

        List<RawJson> slices = JsonObjects.elements(RawJson.parse(documents.array(values)));

        assertThat(slices).extracting(RawJson::text).isEqualTo(values);
    }

    @Property
    void membersOfAnObjectComeOutVerbatim(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        List<String> values = trimmed(documents.values(DEPTH));
        List<String> names = documents.names(values.size());
        List<String> slicedNames = new ArrayList<>();
        List<String> slices = new ArrayList<>();

        try (JsonSlicer slicer = new JsonSlicer(documents.object(names, values), DEPTH + 1)) {
            slicer.next();
            slicer.enter();
            while (slicer.next()) {
                slicedNames.add(slicer.key());
                slices.add(slicer.slice().text());
            }
            slicer.finish();
        }

        assertThat(slices).isEqualTo(values);
        assertThat(slicedNames)
                .isEqualTo(
                        names.stream().map(name -> RawJson.parse(name).string()).toList());
    }

    @Property
    void valuesPassedOverAreValidatedAllTheSame(@ForAll long seed) {
        JsonDocuments documents = new JsonDocuments(seed);
        String damaged = documents.damaged(documents.array(documents.values(DEPTH)));
        boolean accepted;
        try (JsonSlicer slicer = new JsonSlicer(damaged, DEPTH + 1)) {
            slicer.next();
            if (slicer.atArray()) {
                slicer.enter();
                while (slicer.next()) {
                    assertThat(slicer.key()).isEmpty();
                }
            } else {
                slicer.slice();
            }
            slicer.finish();
            accepted = true;
        } catch (MalformedJsonException e) {
            accepted = false;
        }

        assertThat(accepted).as(damaged).isEqualTo(Rfc8259.accepts(damaged, DEPTH + 1));
    }

    @Test
    void everyTruncationIsRefused() {
        String whole = "[{\"channel\":\"/a\\n\\u00e9\",\"data\":{\"x\":[1,-2.5e+7,true,false,null,\"\\\"\",{}]}}]";
        assertThatCode(() -> RawJson.parse(whole)).doesNotThrowAnyException();
        for (int length = 0; length < whole.length(); length++) {
            String truncated = whole.substring(0, length);
            assertThatThrownBy(() -> RawJson.parse(truncated)).as(truncated).isInstanceOf(MalformedJsonException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"data\":{]]]:,,1 2 \"x\"}}",
                "[1]x",
                "[1] 2",
                "[1]]",
                "{}{}",
                "[1,]",
                "[,1]",
                "{\"a\":1,}",
                "{,}",
                "{\"a\"}",
                "{\"a\":}",
                "{a:1}",
                "{'a':1}",
                "{1:1}",
                "[1 2]",
                "[1;2]",
                "01",
                "-01",
                "-",
                "+1",
                ".5",
                "1.",
                "1e",
                "1e+",
                "0x10",
                "NaN",
                "Infinity",
                "-Infinity",
                "nul",
                "nulll",
                "True",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"a\tb\"",
                "\"a\nb\"",
                "\"a\u0000b\"",
                "\"a",
                "a\"",
                "\uFEFF1",
                "\u00A01",
                "1\u0000",
                "/*a*/1",
                "1//a",
                "",
                " "
            })
    void isRefused(String text) {
        assertRefused(text);
    }

    /** H and L stand for the raw halves of a surrogate pair, h and l for the escaped ones. */
    @ParameterizedTest
    @ValueSource(strings = {"H", "L", "h", "l", "LH", "lh", "Hx", "hx", "Hl", "hL", "HH", "hhl", "h\\n", "h\\\\l"})
    void surrogateWithoutItsOtherHalfIsRefused(String text) {
        String string = '"' + withSurrogates(text) + '"';
        assertRefused(string);
        assertRefused("{" + string + ":1}");
        assertRefused("[\"" + withSurrogates("h") + "\",\"" + withSurrogates("l") + "\"]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HL", "hl", "HLhl", "\\\\hl", "xHLHLx", "\\\\uD83D", "\\\\\\\\uDE00"})
    void wholeSurrogatePairsAreAccepted(String text) {
        assertAccepted('"' + withSurrogates(text) + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\u007F\"", "\"\\/\"", "-0", "1E400", "[[],[1]]", "{\"a\":1,\"a\":2}", "{\"\":{}}"})
    void isAccepted(String text) {
        assertAccepted(text);
    }

    private static String withSurrogates(String text) {
        return text.replace("H", "\uD83D")
                .replace("L", "\uDE00")
                .replace("h", "\\uD83D")
                .replace("l", "\\uDE00");
    }

    private static void assertRefused(String text) {
        assertThat(Rfc8259.accepts(text, 100)).isFalse();
        assertThatThrownBy(() -> RawJson.parse(text)).isInstanceOf(MalformedJsonException.class);
        assertThatThrownBy(() -> RawJson.parse("[1,{\"a\":" + text + "}]")).isInstanceOf(MalformedJsonException.class);
    }

    private static void assertAccepted(String text) {
        assertThat(Rfc8259.accepts(text, 100)).isTrue();
        assertThat(RawJson.parse(" \r\n\t" + text + "\n").text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, RawJson.MAX_DEPTH})
    void depthIsAcceptedAtTheLimitAndRefusedOnePastIt(int maxDepth) {
        String atLimit = "[".repeat(maxDepth) + "1" + "]".repeat(maxDepth);
        assertThat(RawJson.parse(atLimit, maxDepth).text()).isEqualTo(atLimit);
        assertThatCode(() -> RawJson.parse(atLimit, maxDepth).value()).doesNotThrowAnyException();

        assertThatThrownBy(() -> RawJson.parse("[" + atLimit + "]", maxDepth))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("at most " + maxDepth + " deep");
        String objects = "{\"a\":".repeat(maxDepth + 1) + "1" + "}".repeat(maxDepth + 1);
        assertThatThrownBy(() -> RawJson.parse(objects, maxDepth)).isInstanceOf(MalformedJsonException.class);
    }

    @Test
    void hundredThousandOpenBracketsAreRefusedAtTheLimit() {
        assertThatThrownBy(() -> RawJson.parse("[".repeat(100_000)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("column " + (RawJson.MAX_DEPTH + 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, RawJson.MAX_DEPTH + 1})
    void depthOutOfItsRangeIsRefused(int maxDepth) {
        assertThatThrownBy(() -> new JsonSlicer("1", maxDepth))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000");
    }

    @Test
    void faultIsLocatedAndTheInputNotQuoted() {
        assertThatThrownBy(() -> RawJson.parse("{\n  \"secret\": s3cr3t\n}"))
                .isInstanceOfSatisfying(MalformedJsonException.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isBetween(13L, 14L);
                    assertThat(e.getMessage()).doesNotContain("s3cr3t").doesNotContain("secret");
                    assertThat(e.getCause()).isNull();
                });
        assertThatThrownBy(() -> RawJson.parse("[1,\n\"\\uD800\"]"))
                .isInstanceOfSatisfying(MalformedJsonException.class, e -> {
                    assertThat(e.line()).isEqualTo(2);
                    assertThat(e.column()).isEqualTo(2);
                });
    }

    @Test
    void valueIsTakenOnlyOnceAndOnlyContainersAreEntered() {
        try (JsonSlicer slicer = new JsonSlicer("1", 0)) {
            assertThatThrownBy(slicer::slice).isInstanceOf(IllegalStateException.class);
            slicer.next();
            assertThatThrownBy(slicer::enter).isInstanceOf(IllegalStateException.class);
            assertThat(slicer.slice().text()).isEqualTo("1");
            assertThatThrownBy(slicer::slice).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void sliceDoesNotKeepTheWholeTextAlive() {
        int wholeLength = 4 * 1024 * 1024;
        int count = 32;
        List<RawJson> slices = new ArrayList<>();
        long before = usedHeap();
        for (int i = 0; i < count; i++) {
            RawJson whole = RawJson.parse("[" + i + ",\"" + "x".repeat(wholeLength) + "\"]");
            slices.add(JsonObjects.elements(whole).get(0));
        }

        assertThat(usedHeap() - before).isLessThan((long) wholeLength * count / 4);
        assertThat(slices.get(31).text()).isEqualTo("31");
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static boolean accepted(String text, int maxDepth) {
        try {
            assertThat(RawJson.parse(text, maxDepth).text()).isEqualTo(text.strip());
            return true;
        } catch (MalformedJsonException e) {
            return false;
        }
    }

    /** What the generator puts around arrays and objects does not belong to the value. */
    private static List<String> trimmed(List<String> values) {
        return values.stream().map(String::strip).toList();
    }
}
