package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.core.channel.StreamMessage;
import java.util.List;

/**
 * What was read for a session that joins a channel with history.
 *
 * <p>Thread-safety: immutable.
 *
 * @param join the number of the join
 * @param from where the client is
 * @param messages what follows that
 * @param top up to where that was read
 */
public record Missed(int join, Position from, List<StreamMessage> messages, Position top) {}
