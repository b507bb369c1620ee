package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of the reply to a subscribe for one channel.
 *
 * <p>Thread-safety: immutable.
 *
 * @param position the newest message's, or that of the session if it follows the channel already
 * @param recovered null if the server has not said
 * @param count how many messages follow that were published before the subscription
 * @param reason why they do not follow; null if not given
 * @param truncated whether there are fewer than requested
 * @param following whether the session follows the channel already
 */
record HistoryReply(
        Position position,
        @Nullable Boolean recovered,
        int count,
        @Nullable String reason,
        boolean truncated,
        boolean following) {

    /** @return whether messages follow that go on from the position that the client gave */
    boolean recovers() {
        return Boolean.TRUE.equals(recovered) && count > 0;
    }

    /** @return what the reply has for the channel; empty where it has nothing that can be understood */
    static Optional<HistoryReply> of(Message reply, String channel) {
        RawJson history = reply.ext(HistoryMark.NAME).orElse(RawJson.NULL);
        RawJson entry = history.isObject() ? JsonObjects.member(history, channel) : null;
        if (entry == null || !entry.isObject()) {
            return Optional.empty();
        }
        Map<String, RawJson> members = JsonObjects.members(entry);
        String epoch = HistoryMark.text(members.get("epoch"));
        long offset = HistoryMark.offset(members.get("offset"));
        if (epoch == null || offset < 0) {
            return Optional.empty();
        }
        RawJson recovered = members.get("recovered");
        return Optional.of(new HistoryReply(
                new Position(epoch, offset),
                recovered == null ? null : recovered.equals(RawJson.TRUE),
                (int) Math.min(Math.max(HistoryMark.offset(members.get("count")), 0), Integer.MAX_VALUE),
                HistoryMark.text(members.get("reason")),
                RawJson.TRUE.equals(members.get("truncated")),
                RawJson.TRUE.equals(members.get("following"))));
    }
}
