package dev.halley.core.request;

import dev.halley.api.Position;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.Missed;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.spi.ServerEvents;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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
    private final Room room;
    private final Map<ChannelId, Joined> joined = new LinkedHashMap<>();
    private final Map<ChannelId, Map<String, RawJson>> told = new LinkedHashMap<>();

    private record Joined(int number, HistoryWish wish) {}

    Recovery(CoreSession session, HistoryReader reader, ServerEvents events, Room room) {
        this.session = session;
        this.reader = reader;
        this.events = events;
        this.room = room;
    }

    /**
     * Begins to follow a channel, unless the session does so already and has all that its client wants. Before the session is subscribed.
     *
     * @return false if it follows as many as it may
     */
    boolean join(ChannelId channel, HistoryWish wish) {
        Position before = session.followed(channel);
        if (before != null && (wish.isNone() || before.equals(wish.position()))) {
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
        return number > 0;
    }

    /** Reads what was missed. */
    CompletionStage<Void> read() {
        return CompletableFuture.allOf(joined.entrySet().stream()
                .map(entry -> read(entry.getKey(), entry.getValue()).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> read(ChannelId channel, Joined join) {
        return reader.read(channel, join.wish(), room).thenCompose(answer -> {
            Missed missed = new Missed(join.number(), answer.from(), answer.messages(), answer.top());
            if (!session.read(channel, missed)) {
                room.giveBack(answer.messages());
                return read(channel, join);
            }
            tell(channel, answer, join.wish());
            return CompletableFuture.completedStage(null);
        });
    }

    private void tell(ChannelId channel, HistoryReader.Answer answer, HistoryWish wish) {
        synchronized (told) {
            told.put(channel, answer.told());
        }
        if (answer.reason() != null) {
            events.recoveryFailed(session.id(), channel.toString(), answer.reason());
        } else if (wish.position() != null) {
            events.recovered(session.id(), channel.toString(), answer.messages().size());
        }
    }

    Reply told(Reply reply) {
        if (told.isEmpty()) {
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
