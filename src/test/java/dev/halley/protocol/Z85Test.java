package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Z85Test {

    private static final byte[] HELLO = HexFormat.of().parseHex("864FD26FB559F75B");

    @Test
    void encodesTheVectorOfRfc32() {
        assertThat(Z85.encode(HELLO)).isEqualTo("HelloWorld");
        assertThat(Z85.decode("HelloWorld")).isEqualTo(HELLO);
    }

    @Test
    void encodesTheSmallestAndTheLargestGroup() {
        assertThat(Z85.encode(new byte[4])).isEqualTo("00000");
        assertThat(Z85.encode(HexFormat.of().parseHex("FFFFFFFF"))).isEqualTo("%nSc0");
        assertThat(Z85.encode(new byte[0])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%nSc1", // a group beyond four bytes
                "#####",
                "0", // one character holds no byte
                "HelloW",
                "##", // beyond one byte
                "Hell ",
                "Hell\"",
                "Hell\u00e9",
                "Hell\u20ac"
            })
    void refusesWhatStandsForNoBytes(String text) {
        assertThatThrownBy(() -> Z85.decode(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void decodesWhatItEncodes(@ForAll @Size(max = 40) byte[] bytes) {
        String text = Z85.encode(bytes);
        assertThat(text).hasSize(bytes.length / 4 * 5 + (bytes.length % 4 == 0 ? 0 : bytes.length % 4 + 1));
        assertThat(Z85.decode(text)).isEqualTo(bytes);
    }

    @Property
    void understandsCometdAndIsUnderstood(@ForAll @Size(max = 40) byte[] bytes) {
        assertThat(Z85.encode(bytes)).isEqualTo(org.cometd.common.Z85.encoder.encodeBytes(bytes));
        assertThat(org.cometd.common.Z85.decoder.decodeBytes(Z85.encode(bytes))).isEqualTo(bytes);
    }
}
