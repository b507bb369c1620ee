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
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How one subscribe lets its session join the channels with history that it names: they collect what comes, what was missed is read, and
 * when the client has the reply all that follows.
 *
 * <p>Thread-safety: confined to the request's thread, then to the one that brings the last answer; those that bring others write their answer or
 * refusal alone.
 */
final class Recovery {

    private static final String FOLLOWING = "following";

    private final CoreSession session;
    private final HistoryReader reader;
    private final ServerEvents events;
    private final QueueCapacity room;
    private final Map<ChannelId, Joined> joined = new LinkedHashMap<>();
    /** What the client is told of each. */
    private final Map<ChannelId, Map<String, RawJson>> told = new LinkedHashMap<>();
    /** What was read. */
    private final Map<ChannelId, HistoryReader.Answer> answers = new ConcurrentHashMap<>();
    /** Whether the client is told that it is subscribed. */
    private volatile boolean serves;

    private volatile @Nullable Refusal refusal;

    private record Joined(int number, HistoryWish wish) {}

    /** Why what a channel was to go on from cannot be had, where the client can be told so by an error alone. */
    private record Refusal(ChannelId channel, HistoryWish wish, String reason) {}

    Recovery(CoreSession session, HistoryReader reader, ServerEvents events, QueueCapacity room) {
        this.session = session;
        this.reader = reader;
        this.events = events;
        this.room = room;
    }

    /**
     * Begins to follow channels, but those that the session follows already and of which it has all that its client wants. Before the
     * session is subscribed. Where it follows as many as it may, a client that wishes nothing gets what comes without positions.
     *
     * @return false if what it wishes cannot be had, as it follows as many as it may
     */
    boolean join(Collection<ChannelId> channels, Wishes wishes) {
        Map<ChannelId, Position> before = session.followed(channels);
        List<ChannelId> joining = new ArrayList<>();
        for (ChannelId channel : channels) {
            HistoryWish wish = wishes.of(channel);
            Position position = before.get(channel);
            boolean follows = position != null && (wish.isNone() || wish.isAt(position));
            told.put(channel, follows ? following(position) : Map.of());
            if (!follows) {
                joining.add(channel);
            }
        }
        Map<ChannelId, Integer> numbers = session.join(joining);
        numbers.forEach((channel, number) -> joined.put(channel, new Joined(number, wishes.of(channel))));
        joining.removeAll(numbers.keySet());
        joining.forEach(told::remove);
        return joining.stream().allMatch(channel -> wishes.of(channel).isNone());
    }

    private static Map<String, RawJson> following(Position at) {
        Map<String, RawJson> position = new LinkedHashMap<>();
        HistoryExt.put(position, at);
        position.put(FOLLOWING, RawJson.TRUE);
        return position;
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
                refusal = new Refusal(channel, join.wish(), reason);
                return CompletableFuture.completedStage(null);
            }
            Missed missed = new Missed(join.number(), answer.from(), answer.messages(), answer.top());
            if (!session.read(channel, missed)) {
                room.giveBack(answer.messages());
                return read(channel, join);
            }
            answers.put(channel, answer);
            return CompletableFuture.completedStage(null);
        });
    }

    /**
     * When all is read: the client is about to be told. Where it is refused, and followed a channel before, what waits there goes as if
     * nothing had been asked.
     *
     * @return why the client is not subscribed; null if it is
     */
    @Nullable BayeuxError conclude() {
        Refusal refused = refusal;
        if (refused != null) {
            events.recoveryFailed(session.id(), refused.channel().toString(), refused.reason());
            return BayeuxError.replayIdInvalid(String.valueOf(refused.wish().replayId()));
        }
        serves = true;
        joined.forEach((channel, join) -> tell(channel, Objects.requireNonNull(answers.get(channel)), join.wish()));
        return null;
    }

    private void tell(ChannelId channel, HistoryReader.Answer answer, HistoryWish wish) {
        told.put(channel, answer.told());
        if (answer.reason() != null) {
            events.recoveryFailed(session.id(), channel.toString(), answer.reason());
        } else if (wish.isResuming()) {
            events.recovered(session.id(), channel.toString(), answer.messages().size());
        }
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

    /** The client has the reply, or will never; where that is no {@link #conclude success}, it gets nothing of what was read. */
    void end() {
        joined.forEach((channel, join) -> session.live(channel, join.number(), serves));
    }
}
