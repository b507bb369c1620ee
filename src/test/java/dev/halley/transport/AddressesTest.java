package dev.halley.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @Property
    void numbersFromZeroTo255AreAnAddress(
            @ForAll @IntRange(max = 255) int a,
            @ForAll @IntRange(max = 255) int b,
            @ForAll @IntRange(max = 255) int c,
            @ForAll @IntRange(max = 255) int d) {
        String text = a + "." + b + "." + c + "." + d;
        assertThat(Addresses.of(text, 80)).contains(new InetSocketAddress(text, 80));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1",
                "1.2.3",
                "1.2.3.",
                "1.2.3.4.",
                "1.2.3.4.5",
                "01.2.3.4",
                "1.2.3.00",
                "256.1.1.1",
                "1.1.1.256",
                "1.1.1.99999999999",
                "1..1.1",
                ".1.1.1",
                "1.1.1.1 ",
                "١.1.1.1",
                "localhost",
                "a.b.c.d",
                "-1.1.1.1"
            })
    void namesAndNearMissesAreNone(String text) {
        assertThat(Addresses.of(text, 80)).isEmpty();
    }

    @Test
    void theLastPortAndNoPort() {
        assertThat(Addresses.of("127.0.0.1:65535")).contains(new InetSocketAddress("127.0.0.1", 65_535));
        assertThat(Addresses.of("127.0.0.1:65536")).isEmpty();
        assertThat(Addresses.of("127.0.0.1", -1)).contains(new InetSocketAddress("127.0.0.1", 0));
        assertThat(Addresses.of("[::1]:80")).contains(new InetSocketAddress("::1", 80));
        assertThat(Addresses.of(null, 80)).isEmpty();
    }
}
