package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows all channels with history, and adds their positions to subscribes.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Follows {

    /** How many channels are followed for the patterns that match them; messages of others come without a promise. */
    static final int MOST_BY_PATTERN = 1_000;

    /** Who the channels belong to. */
    interface Owners {

        /** @return the nearest subscription that the channel belongs to; null for none */
        @Nullable ChannelId ownerOf(ChannelId channel);

        /** @return what the subscription's application wants of the history */
        HistoryOptions optionsOf(ChannelId owner);
    }

    /** The channels that one subscribe names. */
    static final class Asked {

        private final List<Follow> named = new ArrayList<>();
    }

    private final Positions positions;
    private final Owners owners;
    private final Follow.Output output;
    private final Map<String, Follow> follows = new LinkedHashMap<>();
    /** Channels that are followed for a pattern. */
    private final Set<String> byPattern = new HashSet<>();

    private boolean active;
    /** How many subscribes have been answered. */
    private long answered;
    /** Those whose subscribe was answered in the response that is being read. */
    private final Deque<Follow> answeredNow = new ArrayDeque<>();

    Follows(Positions positions, Owners owners, Follow.Output output) {
        this.positions = positions;
        this.owners = owners;
        this.output = output;
    }

    /** @return whether the server gives positions in this session */
    boolean isActive() {
        return active;
    }

    /** A session begins, with history or without. */
    void sessionBegins(boolean history) {
        active = history;
        for (Follow follow : List.copyOf(follows.values())) {
            if (history) {
                follow.sessionBegins();
            } else {
                follow.unsupportedBySession();
                remove(follow);
            }
        }
    }

    /** A message of a channel has come; what has no position is handed on. */
    void arrived(ChannelId channel, Message message) {
        HistoryMark mark = active ? message.mark().orElse(null) : null;
        Follow follow = mark == null ? null : followed(channel);
        if (mark == null || follow == null) {
            output.deliver(message);
        } else {
            follow.arrived(message, mark);
            tell(follow);
        }
    }

    private @Nullable Follow followed(ChannelId channel) {
        Follow follow = follows.get(channel.toString());
        if (follow != null) {
            return follow;
        }
        ChannelId owner = owners.ownerOf(channel);
        return owner == null || byPattern.size() >= MOST_BY_PATTERN ? null : begin(channel, owner);
    }

    private Follow begin(ChannelId channel, ChannelId owner) {
        String name = channel.toString();
        Follow follow = new Follow(name, owners.optionsOf(owner), positions.take(name), output);
        follows.put(name, follow);
        if (owner.isWild()) {
            byPattern.add(name);
        }
        tell(follow);
        return follow;
    }

    private void tell(Follow follow) {
        positions.reached(follow.channel(), follow.position().orElse(null));
    }

    /** @return how many subscribes have been answered, to be asked when a connect is sent */
    long answeredSubscribes() {
        return answered;
    }

    /**
     * The reply to a connect may say up to where everything was sent. Over polling it may be older than the reply to a subscribe that has
     * come meanwhile: then messages that it counts as sent are still to be recovered.
     *
     * @param sentAfter how many subscribes had been answered when the connect was sent
     */
    void connectAnswered(Message reply, long sentAfter) {
        RawJson history = active ? reply.ext(HistoryMark.NAME).orElse(RawJson.NULL) : RawJson.NULL;
        if (!history.isObject()) {
            return;
        }
        JsonObjects.members(history).forEach((channel, entry) -> {
            Follow follow = follows.get(channel);
            Optional<HistoryMark> mark = HistoryMark.read(entry);
            if (follow != null
                    && mark.isPresent()
                    && (sentAfter == answered || mark.get().lost())) {
                follow.considered(mark.get());
                tell(follow);
            }
        });
    }

    /** @return how far the client has come on the channel */
    Optional<Position> position(String channel) {
        Follow follow = follows.get(channel);
        return follow == null ? Optional.empty() : follow.position();
    }

    /** The reply to a publish has told where that stands. */
    void published(String channel, Position position) {
        Follow follow = follows.get(channel);
        if (follow != null) {
            follow.published(position);
        }
    }

    // ---- subscriptions

    /**
     * A subscribe is about to be sent.
     *
     * @param asked learns what it names
     * @return the subscribe with what the client tells of its channels
     */
    Message ask(ChannelId owner, Message subscribe, Asked asked) {
        if (!active || !owner.isWild() && !owner.equals(owners.ownerOf(owner))) {
            return subscribe;
        }
        Map<String, RawJson> requests = new LinkedHashMap<>();
        for (Follow follow : owner.isWild() ? matched(owner) : List.of(own(owner))) {
            asked.named.add(follow);
            follow.ask(asked).ifPresent(request -> requests.put(follow.channel(), request));
        }
        return requests.isEmpty() ? subscribe : subscribe.withExt(HistoryMark.NAME, JsonObjects.of(requests));
    }

    private Follow own(ChannelId channel) {
        Follow present = follows.get(channel.toString());
        return present == null ? begin(channel, channel) : present;
    }

    private List<Follow> matched(ChannelId pattern) {
        positions.restored().keySet().stream()
                .map(ChannelId::parse)
                .flatMap(Optional::stream)
                .filter(channel -> pattern.equals(owners.ownerOf(channel)))
                .forEach(this::followed);
        return follows.values().stream()
                .filter(follow -> follow.isNamed() && pattern.equals(ownerOf(follow)))
                .toList();
    }

    private @Nullable ChannelId ownerOf(Follow follow) {
        return ChannelId.parse(follow.channel()).map(owners::ownerOf).orElse(null);
    }

    /** The subscribe was answered successfully. */
    void answered(Asked asked, Message reply) {
        answered++;
        for (Follow follow : asked.named) {
            if (follows.get(follow.channel()) == follow) {
                follow.answered(asked, HistoryReply.of(reply, follow.channel()).orElse(null));
                tell(follow);
                answeredNow.add(follow);
            }
        }
    }

    /** All of a response, or of a frame, has been looked at. */
    void responseRead() {
        for (Follow follow = answeredNow.poll(); follow != null; follow = answeredNow.poll()) {
            if (follows.get(follow.channel()) == follow) {
                follow.responseRead();
                tell(follow);
            }
        }
    }

    /** The subscribe was not answered. */
    void unanswered(Asked asked) {
        asked.named.forEach(follow -> follow.unanswered(asked));
    }

    /** A subscription was refused, or taken back: nothing is known any more of its channels that have no other. */
    void forgetUnowned(ChannelId owner) {
        if (!owner.isWild()) {
            Follow follow = follows.get(owner.toString());
            if (follow != null && owners.ownerOf(owner) == null) {
                remove(follow);
            }
            return;
        }
        for (Follow follow : List.copyOf(follows.values())) {
            if (ownerOf(follow) == null) {
                remove(follow);
            }
        }
    }

    private void remove(Follow follow) {
        follow.forget();
        follows.remove(follow.channel());
        byPattern.remove(follow.channel());
        positions.reached(follow.channel(), null);
    }

    /** A request or a connect has ended without its reply. */
    void replyLost() {
        follows.values().forEach(Follow::replyLost);
    }

    /** @return the subscriptions to which channels belong of which something may be missing */
    List<ChannelId> doubtful() {
        return follows.values().stream()
                .filter(follow -> follow.state() == Follow.State.DOUBT)
                .map(this::ownerOf)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
