package dev.halley.filter;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;

/**
 * One entry of a filter file: which filter sees what is published where.
 *
 * <p>Thread-safety: immutable.
 *
 * @param channels the channel or pattern whose messages it sees
 * @param filter the filter's short name, its old full name, or the name of a class or bean of the application
 * @param init what the filter is set up with; JSON null when the file gives nothing
 */
public record FilterEntry(ChannelId channels, String filter, RawJson init) {}
