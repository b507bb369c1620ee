package dev.halley.core.channel;

import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Publication;
import org.jspecify.annotations.Nullable;

/**
 * A message of a channel with history on its way to sessions, with its forms: each is made when the first one asks, and shared.
 *
 * <p>Thread-safety: immutable (forms are cached in benign races).
 */
public final class StreamMessage {

    private final Publication publication;
    private final @Nullable ServerSession from;
    private @Nullable Encoded plain;

    /** @param from who published it, if that is known; null for the server, and for what is recovered */
    public StreamMessage(Publication publication, @Nullable ServerSession from) {
        this.publication = publication;
        this.from = from;
    }

    public Publication publication() {
        return publication;
    }

    public @Nullable ServerSession from() {
        return from;
    }

    public ChannelMessage message() {
        return publication.message();
    }

    /** @return for clients that do not ask for history */
    public Encoded plain() {
        Encoded result = plain;
        if (result == null) {
            result = Encoded.of(publication.message());
            plain = result;
        }
        return result;
    }
}
