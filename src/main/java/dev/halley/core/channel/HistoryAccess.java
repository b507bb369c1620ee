package dev.halley.core.channel;

import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.UserCode;
import dev.halley.spi.History;

/**
 * What consumers of histories use of the server.
 *
 * <p>Thread-safety: immutable.
 */
record HistoryAccess(History history, Platform platform, UserCode userCode) {}
