package dev.halley.transport;

import java.util.List;
import java.util.Locale;

/**
 * Reads {@code Accept-Language} headers. RFC 9110 section 12.5.4.
 *
 * <p>Thread-safety: stateless.
 */
public final class Languages {

    private Languages() {}

    /** @return the preferred one first; the machine's own if the client names none that can be read */
    public static List<Locale> of(List<String> acceptLanguage) {
        List<Locale> locales = acceptLanguage.isEmpty() ? List.of() : read(String.join(",", acceptLanguage));
        return locales.isEmpty() ? List.of(Locale.getDefault()) : locales;
    }

    private static List<Locale> read(String ranges) {
        try {
            return Locale.LanguageRange.parse(ranges).stream()
                    .filter(range -> range.getWeight() > 0)
                    .map(Locale.LanguageRange::getRange)
                    .filter(range -> !range.contains("*"))
                    .map(Locale::forLanguageTag)
                    .distinct()
                    .toList();
        } catch (IllegalArgumentException malformed) {
            return List.of();
        }
    }
}
