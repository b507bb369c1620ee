package dev.halley.spi;

import dev.halley.api.BayeuxContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A context whose texts can be sent to another node, which may own the client's session.
 *
 * <p>Thread-safety: implementations are thread-safe.
 *
 * @since 0.1.0
 */
public interface PortableContext extends BayeuxContext {

    /** @return all headers of the request with their values; names as the client wrote them */
    Map<String, List<String>> headers();

    /** @return the part of the URL after the question mark */
    Optional<String> query();
}
