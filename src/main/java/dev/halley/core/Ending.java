package dev.halley.core;

import dev.halley.protocol.CloseReason;

/**
 * How a session ended.
 *
 * <p>Thread-safety: immutable.
 *
 * @param before the state that it was in
 */
record Ending(CloseReason reason, SessionState before) {}
