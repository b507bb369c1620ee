package dev.halley.core.request;

import dev.halley.api.Position;
import dev.halley.api.PositionForm;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Missed;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.spi.ServerEvents;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How one subscribe lets its session join the channels with history that it names: they collect what comes, what was missed is read, and
 * when the client has the reply all that follows.
 *
 * <p>Thread-safety: confined to the request's thread; where reading takes longer, to the one that brings the last.
 */
final class Recovery {

    private static final String FOLLOWING = "following";

    private final CoreSession session;
    private final HistoryReader reader;
    private final ServerEvents events;
    private final QueueCapacity room;
    private final Map<ChannelId, Joined> joined = new LinkedHashMap<>();
    private final Map<ChannelId, Map<String, RawJson>> told = new LinkedHashMap<>();

    /** Why what one of the channels was to go on from cannot be had, where the client can be told so by an error alone. */
    private volatile @Nullable BayeuxError refusal;

    private record Joined(int number, HistoryWish wish) {}

    Recovery(CoreSession session, HistoryReader reader, ServerEvents events, QueueCapacity room) {
        this.session = session;
        this.reader = reader;
        this.events = events;
        this.room = room;
    }

    /**
     * Begins to follow a channel, unless the session does so already and has all that its client wants. Before the session is subscribed.
     * Where it follows as many as it may, a client that wishes nothing gets what comes without positions.
     *
     * @return false if what it wishes cannot be had, as it follows as many as it may
     */
    boolean join(ChannelId channel, HistoryWish wish) {
        Position before = session.followed(channel);
        if (before != null && (wish.isNone() || wish.isAt(before))) {
            Map<String, RawJson> position = new LinkedHashMap<>();
            HistoryExt.put(position, before);
            position.put(FOLLOWING, RawJson.TRUE);
            told.put(channel, position);
            return true;
        }
        int number = session.join(channel);
        if (number > 0) {
            told.put(channel, Map.of());
            joined.put(channel, new Joined(number, wish));
        }
        return number > 0 || wish.isNone();
    }

    /** Reads what was missed. */
    CompletionStage<Void> read() {
        return CompletableFuture.allOf(joined.entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> read(ChannelId channel, Joined join) {
        return reader.read(channel, join.wish(), room).thenCompose(answer -> {
            String reason = answer.reason();
            if (reason != null && join.wish().replayId() != null) {
                refuse(channel, join.wish(), reason);
                return CompletableFuture.completedStage(null);
            }
            Missed missed = new Missed(join.number(), answer.from(), answer.messages(), answer.top());
            if (!session.read(channel, missed)) {
                room.giveBack(answer.messages());
                return read(channel, join);
            }
            tell(channel, answer, join.wish());
            return CompletableFuture.completedStage(null);
        });
    }

    /** Where the session followed the channel before, what waits goes as if nothing had been asked. */
    private void refuse(ChannelId channel, HistoryWish wish, String reason) {
        refusal = BayeuxError.replayIdInvalid(String.valueOf(wish.replayId()));
        events.recoveryFailed(session.id(), channel.toString(), reason);
    }

    private void tell(ChannelId channel, HistoryReader.Answer answer, HistoryWish wish) {
        synchronized (told) {
            told.put(channel, answer.told());
        }
        if (answer.reason() != null) {
            events.recoveryFailed(session.id(), channel.toString(), answer.reason());
        } else if (wish.isResuming()) {
            events.recovered(session.id(), channel.toString(), answer.messages().size());
        }
    }

    /** When all is read. @return why the client is not subscribed; null if it is */
    @Nullable BayeuxError refusal() {
        return refusal;
    }

    Reply told(Reply reply) {
        if (told.isEmpty() || session.positionForm() != PositionForm.HISTORY) {
            return reply;
        }
        Map<String, RawJson> channels = new LinkedHashMap<>();
        told.forEach((channel, position) -> channels.put(channel.toString(), JsonObjects.of(position)));
        return HistoryExt.with(reply, channels);
    }

    boolean isEmpty() {
        return joined.isEmpty();
    }

    /** The client has the reply, or will never. */
    void end() {
        joined.forEach((channel, join) -> session.live(channel, join.number()));
    }
}
