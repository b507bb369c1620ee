package dev.halley.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginConfigTest {

    @ParameterizedTest
    @CsvSource({
        "https://example.org, true",
        "HTTPS://Example.ORG, true",
        "https://example.org:443, true",
        "https://example.org:8443, false",
        "http://example.org, false",
        "https://sub.example.org, false",
        "https://example.org.evil.example, false",
        "https://example.org/, false",
        "http://[::1]:8080, true",
        "http://[::1], false",
        "capacitor://localhost, true",
        "null, false",
        "'', false",
        "*, false"
    })
    void allowsWhatIsListedWhateverItsCaseAndImpliedPort(String origin, boolean allowed) {
        OriginConfig config = origins("https://Example.org:443, http://[::1]:8080, capacitor://localhost");
        assertThat(config.allows(origin)).isEqualTo(allowed);
        assertThat(config.allowsAll()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://*.example.org,  https://a.example.org,       true",
        "https://*.example.org,  https://a.b.example.org,     true",
        "https://*.Example.org,  HTTPS://A.EXAMPLE.ORG:443,   true",
        "https://*.example.org,  https://example.org,         false",
        "https://*.example.org,  https://.example.org,        false",
        "https://*.example.org,  https://evilexample.org,     false",
        "https://*.example.org,  https://a.example.org.evil,  false",
        "https://*.example.org,  https://a.example.org:8443,  false",
        "https://*.example.org,  http://a.example.org,        false",
        "https://*.example.org,  https://evil/.example.org,   false",
        "https://*.example.org,  https://evil?a.example.org,  false",
        "http://localhost:*,     http://localhost,            true",
        "http://localhost:*,     http://localhost:3000,       true",
        "http://localhost:*,     http://localhost:,           false",
        "http://localhost:*,     http://localhost:3000.evil,  false",
        "http://localhost:*,     http://localhost.evil:3000,  false",
        "http://localhost:*,     https://localhost:3000,      false",
        "http://[::1]:*,         http://[::1]:3000,           true",
        "https://*,              https://anything.example,    true",
        "https://*,              https://anything.example:81, false",
        "https://*:*,            https://anything.example:81, true",
        "https://*.a.org:*,      https://b.a.org:81,          true",
        "null,                   null,                        true",
        "null,                   file://,                     false",
        "null,                   https://null,                false",
        "null,                   nullx,                       false",
        "file://,                file://,                     true",
        "FILE://,                file://,                     true",
        "file://,                file://x,                    false",
        "file://,                null,                        false",
    })
    void aPatternIsComparedAsAWhole(String pattern, String origin, boolean allowed) {
        assertThat(origins(pattern).allows(origin)).isEqualTo(allowed);
        assertThat(origins("https://other.example, " + pattern).allows(origin)).isEqualTo(allowed);
        assertThat(origins(pattern).allowsAll()).isFalse();
    }

    @Test
    void allowsEverythingByAStar() {
        assertThat(origins("*").allows("null")).isTrue();
        assertThat(origins("*").allowsAll()).isTrue();
    }

    @Test
    void allowsNothingByDefault() {
        assertThat(ServerConfig.defaults().origin().allows("https://example.org"))
                .isFalse();
    }

    private static OriginConfig origins(String text) {
        return ServerConfig.of(Map.of("allowedOrigins", text)).origin();
    }
}
