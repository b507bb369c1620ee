package dev.halley.core.link;

import dev.halley.core.runtime.Platform;

/**
 * What links need of the server.
 *
 * <p>Thread-safety: immutable.
 *
 * @param scheduler says when what waits goes, and on which thread
 * @param batches joined texts that many connections get
 * @param open the links that are there
 * @param requests handles what comes in
 */
public record LinkContext(
        Platform platform, FlushScheduler scheduler, BatchCache batches, OpenLinks open, RequestHandler requests) {}
