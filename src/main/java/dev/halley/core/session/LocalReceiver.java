package dev.halley.core.session;

import dev.halley.api.LocalSession;
import dev.halley.protocol.ChannelMessage;

/**
 * The client of a session that lives in the server: it is called with the events that another one is sent.
 *
 * <p>Thread-safety: implementations are thread-safe.
 */
public interface LocalReceiver extends LocalSession {

    void receive(ChannelMessage event);
}
