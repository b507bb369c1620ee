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
