package dev.halley.core.link;

import dev.halley.protocol.Request;
import java.util.List;

/** Handles what comes in over links. */
@FunctionalInterface
public interface RequestHandler {

    /** Handles the messages of one request or frame in their order, and answers them over the link, now or later. */
    void process(ServerLink link, List<Request> requests);
}
