package dev.halley.core.channel;

import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.protocol.HistoryTag;
import dev.halley.protocol.OverflowTag;
import dev.halley.spi.Publication;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message of a channel with history on its way to sessions, with its forms: each is made when the first one asks, and shared.
 *
 * <p>Thread-safety: immutable (forms are cached in benign races).
 */
public final class StreamMessage {

    private final Publication publication;
    private final @Nullable ServerSession publisher;
    private final boolean recovered;
    private final @Nullable OverflowTag overflow;
    private @Nullable Encoded plain;
    private @Nullable Encoded positioned;
    private @Nullable Encoded replay;

    private StreamMessage(
            Publication publication,
            @Nullable ServerSession publisher,
            boolean recovered,
            @Nullable OverflowTag overflow) {
        this.overflow = overflow;
        this.publication = publication;
        this.publisher = publisher;
        this.recovered = recovered;
    }

    /** One that ends a session which has no room for it. @param publisher null for the server, or if that is not known */
    public static StreamMessage live(Publication publication, @Nullable ServerSession publisher) {
        return live(publication, publisher, null);
    }

    /**
     * @param publisher null for the server, or if that is not known
     * @param overflow what is done where there is no room; null to end the session
     */
    public static StreamMessage live(
            Publication publication, @Nullable ServerSession publisher, @Nullable OverflowTag overflow) {
        return new StreamMessage(publication, publisher, false, overflow);
    }

    /** The same of one that was read. */
    public static StreamMessage recovered(
            Publication publication, @Nullable ServerSession publisher, @Nullable OverflowTag overflow) {
        return new StreamMessage(publication, publisher, true, overflow);
    }

    /** @return what is done where there is no room; null to end the session */
    public @Nullable OverflowTag overflow() {
        return overflow;
    }

    public Publication publication() {
        return publication;
    }

    public Position position() {
        return publication.position();
    }

    /** @return who published it; null for the server, and for what is recovered */
    public @Nullable ServerSession from() {
        return recovered ? null : publisher;
    }

    /** @return whether it is not for that session, as this is its publisher */
    public boolean leavesOut(ServerSession session) {
        return publisher == session && !publication.hints().toPublisher();
    }

    public ChannelMessage message() {
        return publication.message();
    }

    /** @return as clients get it that are told so where it stands */
    public Encoded in(PositionForm form) {
        return switch (form) {
            case PLAIN -> plain();
            case HISTORY -> positioned();
            case REPLAY -> replay();
        };
    }

    /** @return for clients that do not ask for history */
    public Encoded plain() {
        Encoded result = plain;
        if (result == null) {
            result = Encoded.of(publication.message(), null, overflow);
            plain = result;
        }
        return result;
    }

    /** @return for clients that ask for history, and have the message before it */
    public Encoded positioned() {
        Encoded result = positioned;
        if (result == null) {
            Position at = publication.position();
            result = Encoded.of(publication.message(), new HistoryTag(at.epoch(), at.offset()), overflow);
            positioned = result;
        }
        return result;
    }

    /** @return for clients of Salesforce's */
    private Encoded replay() {
        Encoded result = replay;
        if (result == null) {
            Position at = publication.position();
            Instant published = Instant.ofEpochMilli(publication.storedMillis());
            result = Encoded.of(publication.message(), HistoryTag.replay(at.epoch(), at.offset(), published), overflow);
            replay = result;
        }
        return result;
    }
}
