package dev.halley.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8Test {

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "a, 1",
        "\u007f, 1",
        "\u0080, 2",
        "é, 2",
        "\u07ff, 2",
        "\u0800, 3",
        "€, 3",
        "\uffff, 3",
        "😀, 4",
        "\ud800\udc00, 4",
        "\udbff\udfff, 4",
        "aé€😀, 10"
    })
    void countsOneToFourBytesForACharacter(String text, int bytes) {
        assertThat(Utf8.length(text)).isEqualTo(bytes).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void surrogatesWithoutTheirOtherHalfCountAsTheyAreEncoded() {
        for (String text :
                new String[] {"\ud800", "\udc00", "\udc00\ud800", "\ud800a", "\ud800\ud800\udc00", "a\udfff"}) {
            assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        }
    }

    @Property
    void countsWhatEncodingGives(@ForAll String text) {
        assertThat(Utf8.length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @CsvSource({"aaaa, 4", "éé, 4", "€, 3", "😀, 4", "a€, 4"})
    void textIsLongerThanOneByteLessThanItHas(String text, int bytes) {
        assertThat(Utf8.isLonger(text, bytes)).isFalse();
        assertThat(Utf8.isLonger(text, bytes - 1)).isTrue();
    }
}
