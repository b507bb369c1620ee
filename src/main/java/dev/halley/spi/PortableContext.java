package dev.halley.spi;

import dev.halley.api.BayeuxContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A context of which all that is text can be told to another node, where the client's session may be.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface PortableContext extends BayeuxContext {

    /** @return all headers of the request, each with its values, as the client wrote their names */
    Map<String, List<String>> headers();

    /** @return what follows the question mark of the URL */
    Optional<String> query();
}
