package dev.halley.boot;

import dev.halley.filter.FilterEntry;
import dev.halley.filter.FilterFile;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Reads the file of data filters out of the web application.
 *
 * <p>Thread-safety: stateless.
 */
final class FilterSource {

    private FilterSource() {}

    /**
     * @param path what the init-param {@code filters} says
     * @throws IllegalStateException if there is no such file
     * @throws dev.halley.filter.FilterFileException if it is not a filter file
     */
    static List<FilterEntry> read(ServletContext context, String path) {
        String absolute = path.startsWith("/") ? path : "/" + path;
        // A stream of the context, not of its URL: a URL's stream may come out of a cache that outlives the
        // application.
        try (InputStream file = context.getResourceAsStream(absolute)) {
            if (file == null) {
                throw new IllegalStateException("The init-param 'filters' names " + path
                        + ", but there is no such file in the web application.");
            }
            return FilterFile.read(absolute, file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The filter file " + path + " cannot be read.", e);
        }
    }
}
