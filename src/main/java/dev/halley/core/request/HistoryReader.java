package dev.halley.core.request;

import dev.halley.api.Position;
import dev.halley.config.HistoryConfig;
import dev.halley.core.channel.HistoryRules;
import dev.halley.core.channel.StreamMessage;
import dev.halley.core.publish.ReadMessages;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import dev.halley.spi.HistoryPage;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.Publication;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads for sessions what they have missed, and says whether that is all.
 *
 * <p>Thread-safety: thread-safe.
 */
final class HistoryReader {

    private static final String TOO_MANY = "too_many";

    private final HistoryRules rules;
    private final HistoryConfig config;
    private final ReadMessages read;

    HistoryReader(HistoryRules rules, HistoryConfig config, ReadMessages read) {
        this.rules = rules;
        this.config = config;
        this.read = read;
    }

    /**
     * What a session gets when it has joined.
     *
     * @param from where its client is
     * @param messages what follows that
     * @param top up to where that was read
     * @param told the client, in the reply
     * @param reason why what it had missed cannot be had; null if it can, or it had no position
     */
    record Answer(
            Position from,
            List<StreamMessage> messages,
            Position top,
            Map<String, RawJson> told,
            @Nullable String reason) {}

    CompletionStage<Answer> read(ChannelId channel, HistoryWish wish, QueueCapacity room) {
        Long id = wish.replayId();
        if (id != null) {
            return history()
                    .last(channel, config.maxRecovery())
                    .thenCompose(page -> read(channel, HistoryWish.after(position(id, page)), room));
        }
        Position position = wish.position();
        if (position != null) {
            return history()
                    .since(channel, position, config.maxRecovery())
                    .thenCompose(page -> since(channel, wish, page, room));
        }
        return newest(channel, wish.last(), room, null);
    }

    /** A number alone names no epoch: it is that of the message that follows, as far as that is there. */
    private static Position position(long id, HistoryPage newest) {
        return newest.messages().stream()
                .map(Publication::position)
                .filter(position -> position.offset() == id + 1)
                .findFirst()
                .map(next -> new Position(next.epoch(), id))
                .orElseGet(() -> new Position(newest.top().epoch(), id));
    }

    private CompletionStage<Answer> since(ChannelId channel, HistoryWish wish, HistoryPage page, QueueCapacity room) {
        List<StreamMessage> missed = messages(page);
        String reason = null;
        if (page.verdict() != Verdict.OK) {
            reason = page.verdict().wire();
        } else if (page.available() > missed.size() || !room.take(missed)) {
            reason = TOO_MANY;
        }
        if (reason != null) {
            return newest(channel, wish.last(), room, reason);
        }
        Map<String, RawJson> told = told(page.top());
        told.put("recovered", RawJson.TRUE);
        told.put("count", RawJson.from(missed.size()));
        Position from = wish.position() == null ? page.top() : wish.position();
        return CompletableFuture.completedStage(new Answer(from, missed, page.top(), told, null));
    }

    /** @param reason why these, in place of what was missed; null if a client asked for nothing else */
    private CompletionStage<Answer> newest(ChannelId channel, int wanted, QueueCapacity room, @Nullable String reason) {
        return history().last(channel, Math.min(wanted, config.maxRecovery())).thenApply(page -> {
            List<StreamMessage> newest = room.takeNewest(messages(page));
            Position top = page.top();
            Map<String, RawJson> told = told(top);
            if (reason != null) {
                told.put("recovered", RawJson.FALSE);
                told.put("reason", RawJson.from(reason));
            }
            if (wanted > 0) {
                told.put("count", RawJson.from(newest.size()));
                if (newest.size() < Math.min(wanted, page.available())) {
                    told.put("truncated", RawJson.TRUE);
                }
            }
            // The epoch is the one that the reply names: messages of an older one are to name theirs.
            Position from = newest.isEmpty()
                    ? top
                    : new Position(top.epoch(), newest.get(0).position().offset() - 1);
            return new Answer(from, newest, top, told, reason);
        });
    }

    private History history() {
        return Objects.requireNonNull(rules.keeper(), "Nobody asks where nothing is kept.");
    }

    private static Map<String, RawJson> told(Position position) {
        Map<String, RawJson> told = new LinkedHashMap<>();
        HistoryExt.put(told, position);
        return told;
    }

    private List<StreamMessage> messages(HistoryPage page) {
        return page.messages().stream().map(read::of).toList();
    }
}
