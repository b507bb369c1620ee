package dev.halley.json;

import jakarta.json.JsonReaderFactory;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParserFactory;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.parsson.JsonProviderImpl;
import org.eclipse.parsson.api.JsonConfig;

/**
 * Holds the one JSON-P provider: pinned, because what other providers accept is not always JSON.
 *
 * <p>Thread-safety: immutable.
 */
final class Parsson {

    static final JsonProvider PROVIDER =
            Parsson.class.getModule().isNamed() ? providerOfTheModule() : new JsonProviderImpl();

    // Deeper than what is refused here, as its own complaint is a bare RuntimeException. Given explicitly, so that a
    // system property meant for another application cannot change what is accepted.
    private static final Map<String, ?> LIMITS = Map.of(
            JsonConfig.MAX_DEPTH, RawJson.MAX_DEPTH + 2, JsonConfig.MAX_BIGDECIMAL_LEN, RawJson.MAX_NUMBER_LENGTH);

    static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(LIMITS);
    static final JsonReaderFactory READERS = PROVIDER.createReaderFactory(LIMITS);

    private Parsson() {}

    /** Parsson's module exports the class to nobody, but provides it as a service. */
    private static JsonProvider providerOfTheModule() {
        return ServiceLoader.load(Parsson.class.getModule().getLayer(), JsonProvider.class).stream()
                .filter(provider -> provider.type().getModule() == JsonConfig.class.getModule())
                .findFirst()
                .orElseThrow()
                .get();
    }
}
