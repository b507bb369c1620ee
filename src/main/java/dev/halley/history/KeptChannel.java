package dev.halley.history;

import dev.halley.api.Position;
import dev.halley.api.PublishException;
import dev.halley.history.store.TrimCause;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Publication;
import dev.halley.spi.PublishKey;
import dev.halley.spi.Published;
import dev.halley.spi.Retention;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A channel's stream, with the keys of its publishes, and what is on its way to the journal.
 *
 * <p>Thread-safety: guarded by this. What only reads final fields may be called without.
 */
final class KeptChannel {

    /** What a channel takes besides its messages and keys; an estimate. */
    static final int OVERHEAD = 500;

    private final ChannelId channel;
    private final Stream stream;
    private final PublishKeys keys;
    /** By their keys. */
    private final Map<String, Waiting> waitingKeys = new HashMap<>();

    private int waiting;
    /** The epoch of the next message. */
    private String epoch;
    /** The offset of the last message that was given one. */
    private long given;
    /** When that was, in milliseconds since 1970: where the clock is set back, what comes next is of the same time. */
    private long givenMillis;
    /** Whether the journal knows the channel. */
    private boolean written;
    /** Whether the journal knows the epoch of the next message. */
    private boolean begun;
    /** How many bytes of it the history counts. */
    private long counted;

    private boolean told;
    private boolean gone;

    KeptChannel(ChannelId channel, Stream stream, PublishKeys keys) {
        this.channel = channel;
        this.stream = stream;
        this.keys = keys;
        this.epoch = stream.epoch();
        this.given = stream.top().offset();
        this.givenMillis = stream.newestMillis();
    }

    /** A message that is on its way. */
    static final class Waiting {
        private final Publication publication;
        private final Retention retention;
        private final int size;
        private final Consumer<Publication> stored;
        private final CompletableFuture<Published> done = new CompletableFuture<>();

        /** @param publication with its position */
        Waiting(Publication publication, Retention retention, int size, Consumer<Publication> stored) {
            this.publication = publication;
            this.retention = retention;
            this.size = size;
            this.stored = stored;
        }

        int size() {
            return size;
        }

        /** @return done when it is stored; fails if nobody knows whether it is */
        CompletionStage<Published> done() {
            return done;
        }

        void succeed() {
            done.complete(new Published(publication.position(), false));
        }

        void fail() {
            done.completeExceptionally(new PublishException(BayeuxError.HISTORY_UNAVAILABLE));
        }
    }

    ChannelId channel() {
        return channel;
    }

    Stream stream() {
        return stream;
    }

    PublishKeys keys() {
        return keys;
    }

    /** It was read from the journal. @param next the epoch in which it goes on */
    void restored(String next) {
        written = true;
        told = true;
        epoch = next;
    }

    /** It was read from the journal, which may lack messages. */
    void beginIncomplete(String next, long base, Journal journal) {
        journal.begin(channel.toString(), next, base + 1, false);
        stream.beginIncomplete(next, base);
        epoch = next;
        given = base;
        written = true;
        begun = true;
    }

    /** @return the epoch if nobody was told of it; the caller does that */
    @Nullable String tellEpoch() {
        if (told) {
            return null;
        }
        told = true;
        return epoch;
    }

    /** @return what became of a publish, or will; null if its key is not known */
    @Nullable CompletionStage<Published> known(PublishKey key, long nanos) {
        Waiting first = waitingKeys.get(key.id());
        if (first != null) {
            requireSame(Objects.requireNonNull(first.retention.key()).digest(), key);
            return first.done.thenApply(published -> new Published(published.position(), true));
        }
        PublishKeys.Known known = keys.get(key, nanos);
        if (known == null) {
            return null;
        }
        requireSame(known.digest(), key);
        return CompletableFuture.completedStage(new Published(known.position(), true));
    }

    private static void requireSame(String digest, PublishKey key) {
        if (!digest.equals(key.digest())) {
            throw new PublishException(BayeuxError.PUBLISH_KEY_CONFLICT);
        }
    }

    /** Gives a message its position. @param millis the time, in milliseconds since 1970 */
    Waiting take(Publication publication, int size, long millis, Consumer<Publication> stored) {
        Retention retention = Objects.requireNonNull(publication.retention());
        given++;
        givenMillis = Math.max(givenMillis, millis);
        waiting++;
        Publication positioned = publication.storedAt(new Position(epoch, given), givenMillis);
        Waiting taken = new Waiting(positioned, retention, size, stored);
        if (retention.key() != null) {
            waitingKeys.put(retention.key().id(), taken);
        }
        return taken;
    }

    /** Has it written. @param encoded its message, by the journal. @return is done when it is */
    CompletionStage<@Nullable Void> write(Waiting taken, byte[] encoded, Journal journal) {
        if (!begun) {
            begun = true;
            told &= !written;
            written = true;
            journal.begin(channel.toString(), epoch, given, true);
        }
        long first = stream.makeRoom(taken.retention.policy().messages(), waiting);
        return journal.append(
                taken.publication,
                encoded,
                taken.retention.key(),
                first,
                taken.retention.policy().time());
    }

    /** It was written, and can be read from now on. */
    void stored(Waiting taken, long nanos) {
        done(taken);
        if (!gone) {
            stream.append(taken.publication, taken.retention.policy(), nanos, taken.size);
            PublishKey key = taken.retention.key();
            if (key != null) {
                keys.put(key, taken.publication.position(), nanos);
            }
        }
        taken.stored.accept(taken.publication);
    }

    /** Nobody knows whether it was written. */
    void failed(Waiting taken) {
        done(taken);
    }

    private void done(Waiting taken) {
        waiting--;
        PublishKey key = taken.retention.key();
        if (key != null) {
            waitingKeys.remove(key.id(), taken);
        }
    }

    /** Lets go of messages whose time is over. */
    void expire(long nanos, Journal journal) {
        if (stream.expire(nanos) && written) {
            journal.trim(channel.toString(), TrimCause.EXPIRED, stream.oldest());
        }
    }

    /** @return done when the journal says so */
    CompletionStage<@Nullable Void> clear(Journal journal) {
        return written ? journal.clear(channel.toString()) : Journal.DONE;
    }

    /** @return the offset of the last message that was given one; -1 if it was gone before */
    long end(Journal journal) {
        if (gone) {
            return -1;
        }
        gone = true;
        if (written) {
            journal.drop(channel.toString());
        }
        return given;
    }

    boolean isGone() {
        return gone;
    }

    /** @return by how many bytes it has grown since this was asked last */
    long growth() {
        long now = gone ? 0 : OVERHEAD + channel.toString().length() + stream.bytes() + keys.bytes();
        long growth = now - counted;
        counted = now;
        return growth;
    }
}
