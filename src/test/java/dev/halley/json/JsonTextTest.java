package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

    @Test
    void everyControlCharacterIsEscaped() {
        for (char c = 0; c < ' '; c++) {
            String quoted = JsonText.quote("a" + c + "b");
            assertThat(quoted.chars()).allMatch(each -> each >= ' ');
            assertThat(RawJson.parse(quoted).string()).isEqualTo("a" + c + "b");
        }
    }

    @Test
    void surrogateWithoutItsOtherHalfIsReplaced() {
        assertThat(JsonText.quote("\uD83D")).isEqualTo("\"\uFFFD\"");
        assertThat(JsonText.quote("a\uDE00\uD83D\uDE00b\uD83D")).isEqualTo("\"a\uFFFD\uD83D\uDE00b\uFFFD\"");
    }

    @Property
    void utf8ComesBackAsItWas(@ForAll long seed) {
        String text = JsonDocuments.withoutLongNumbers(seed).value(3);
        byte[] bytes = ("--" + text + "-").getBytes(StandardCharsets.UTF_8);

        assertThat(JsonText.decodeUtf8(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
        assertThat(JsonText.decodeUtf8(bytes, 2, bytes.length - 3)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "c3",
                "c328",
                "c080",
                "e282",
                "eda080",
                "edbfbf",
                "f0288cbc",
                "f4908080",
                "f8a1a1a1a1",
                "ff",
                "fe"
            })
    void malformedUtf8IsRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex("22" + hex + "22");

        assertThatThrownBy(() -> JsonText.decodeUtf8(bytes))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void replacementCharacterThatWasSentIsNoFault() {
        assertThat(JsonText.decodeUtf8("\"\uFFFD\"".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("\"\uFFFD\"");
    }

    @Test
    void otherCharsetsAreStrictToo() {
        byte[] latin = {'"', (byte) 0xE9, '"'};
        assertThat(JsonText.decode(latin, 0, 3, StandardCharsets.ISO_8859_1)).isEqualTo("\"é\"");
        assertThatThrownBy(() -> JsonText.decode(latin, 0, 3, StandardCharsets.US_ASCII))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("US-ASCII");
        byte[] half = {0};
        assertThatThrownBy(() -> JsonText.decode(half, 0, 1, StandardCharsets.UTF_16BE))
                .isInstanceOf(MalformedJsonException.class);
    }

    @Property
    void scriptSafeTextIsTheSameValue(@ForAll long seed) {
        RawJson json = RawJson.parse(JsonDocuments.withoutLongNumbers(seed).value(3));

        String safe = JsonText.scriptSafe(json.text());

        assertThat(safe).doesNotContain("\u2028", "\u2029", "</");
        assertThat(RawJson.parse(safe).value()).isEqualTo(json.value());
    }

    @Test
    void scriptCannotBeEnded() {
        assertThat(JsonText.scriptSafe("[\"</script>\u2028\u2029\"]")).isEqualTo("[\"<\\/script>\\u2028\\u2029\"]");
        String plain = "[\"a/b<c\"]";
        assertThat(JsonText.scriptSafe(plain)).isSameAs(plain);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "/*[1]*/,[1]",
                "` /* [1] */ `,` [1] `",
                "[1],[1]",
                "/**/,``",
                "/*/,/*/",
                "[1]*/,[1]*/",
                "/*[1],/*[1]"
            })
    void commentIsUnwrapped(String text, String json) {
        assertThat(CommentedJson.unwrap(text)).isEqualTo(json);
    }

    @Property
    void wrappedTextCannotEndItsComment(@ForAll long seed) {
        RawJson json = RawJson.parse(JsonDocuments.withoutLongNumbers(seed).value(3));

        String wrapped = CommentedJson.wrap(json.text());

        assertThat(wrapped.indexOf("*/")).isEqualTo(wrapped.length() - 2);
        assertThat(RawJson.parse(CommentedJson.unwrap(wrapped)).value()).isEqualTo(json.value());
    }
}
