package dev.halley.core.channel;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.OverflowPolicy;
import dev.halley.config.OverflowRule;
import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.OverflowTag;
import dev.halley.spi.Publication;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of channels' messages for clients that are slower: what the configuration and the application say of channels and patterns; of
 * those that match a channel the most specific one counts.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock.
 */
public final class OverflowRules {

    private final HistoryRules histories;
    private final Function<String, @Nullable LongAdder> counters;
    private volatile Map<ChannelId, OverflowPolicy> rules;

    /**
     * @param configured what the configuration says
     * @param histories which channels keep history
     * @param counters counts what is dropped of a channel; null for one that is not there
     */
    OverflowRules(
            List<OverflowRule> configured, HistoryRules histories, Function<String, @Nullable LongAdder> counters) {
        Map<ChannelId, OverflowPolicy> all = new HashMap<>();
        configured.forEach(rule -> all.put(ChannelId.of(rule.pattern()), OverflowPolicy.of(rule.policy())));
        this.rules = Map.copyOf(all);
        this.histories = histories;
        this.counters = counters;
    }

    /** @throws IllegalStateException if the configuration wants a channel to catch up that keeps no history by the configuration */
    public void check() {
        check(rules, "The setting 'overflow'");
    }

    private void check(Map<ChannelId, OverflowPolicy> all, String what) {
        all.forEach((id, policy) -> {
            HistoryPolicy kept = histories.mostSpecific(id);
            if (policy.kind() == OverflowPolicy.Kind.CATCH_UP && (kept == null || !kept.keeps())) {
                throw new IllegalStateException(
                        what + " says catch-up for " + id + ", which keeps no history to read from: say first"
                                + " that it does, or use disconnect, drop-oldest, drop-newest or latest.");
            }
        });
        for (ChannelId none : histories.without()) {
            if (policy(all, none).kind() == OverflowPolicy.Kind.CATCH_UP) {
                throw new IllegalStateException(
                        what + " says catch-up for channels that " + none
                                + " is one of, or matches, and for that the history is none: set another overflow policy for it.");
            }
        }
    }

    private static OverflowPolicy policy(Map<ChannelId, OverflowPolicy> all, ChannelId channel) {
        OverflowPolicy policy = HistoryRules.mostSpecific(all, channel);
        return policy == null ? OverflowPolicy.DISCONNECT : policy;
    }

    /** @return what holds for a channel, or for a pattern if nothing more specific is said of a channel that it matches */
    OverflowPolicy policy(ChannelId channel) {
        return policy(rules, channel);
    }

    /**
     * What the application says of a channel or pattern.
     *
     * @throws IllegalArgumentException if clients are not subscribed to such
     * @throws IllegalStateException if that is to catch up, and keeps no history
     */
    synchronized void set(ChannelId id, OverflowPolicy policy) {
        if (!id.isBroadcast() || id.isTemplate()) {
            throw new IllegalArgumentException(
                    "An overflow policy is set on broadcast channels, or on patterns of them; this was " + id + ".");
        }
        Map<ChannelId, OverflowPolicy> all = new HashMap<>(rules);
        all.put(id, policy);
        check(all, "The application");
        rules = Map.copyOf(all);
    }

    /** @throws IllegalStateException if a channel that catches up would keep no history any more */
    void mayForget(ChannelId id) {
        boolean reads = policy(id).kind() == OverflowPolicy.Kind.CATCH_UP
                || rules.entrySet().stream()
                        .anyMatch(rule -> rule.getValue().kind() == OverflowPolicy.Kind.CATCH_UP
                                && id.equals(histories.mostSpecificRule(rule.getKey())));
        if (reads) {
            throw new IllegalStateException("The history of " + id
                    + " is what clients of an overflow policy catch-up read from: set another overflow policy first.");
        }
    }

    /** @return what is to be done with a message that is no publication; null to end the session */
    public @Nullable OverflowTag of(ChannelMessage message) {
        return rules.isEmpty() ? null : of(ChannelId.of(message.channel()), message);
    }

    /** @return what is to be done with a message of a channel without history; null to end the session */
    public @Nullable OverflowTag of(ChannelId channel, ChannelMessage message) {
        Map<ChannelId, OverflowPolicy> all = rules;
        OverflowPolicy policy =
                all.isEmpty() || !channel.isBroadcast() ? OverflowPolicy.DISCONNECT : policy(all, channel);
        return switch (policy.kind()) {
            // Nothing can be read again that no history keeps.
            case DISCONNECT, CATCH_UP -> null;
            case DROP_OLDEST -> tag(OverflowTag.Kind.DROP_OLDEST, null, channel);
            case DROP_NEWEST -> tag(OverflowTag.Kind.DROP_NEWEST, null, channel);
            case LATEST -> tag(OverflowTag.Kind.LATEST, key(policy.member(), message.data()), channel);
        };
    }

    /** @return the same for one of a channel with history, as it comes */
    public @Nullable OverflowTag ofStored(Publication publication) {
        OverflowTag read = ofRead(publication);
        return read != null || rules.isEmpty() ? read : of(publication.channel(), publication.message());
    }

    /** @return the same for one that was read from there: a client that asked for it is not to miss it */
    public @Nullable OverflowTag ofRead(Publication publication) {
        if (rules.isEmpty() || policy(publication.channel()).kind() != OverflowPolicy.Kind.CATCH_UP) {
            return null;
        }
        return new OverflowTag(
                OverflowTag.Kind.CATCH_UP,
                null,
                publication.position().epoch(),
                publication.position().offset(),
                counter(publication.channel()));
    }

    private OverflowTag tag(OverflowTag.Kind kind, @Nullable String key, ChannelId channel) {
        return new OverflowTag(kind, key, counter(channel));
    }

    private LongAdder counter(ChannelId channel) {
        LongAdder counter = counters.apply(channel.toString());
        return counter == null ? new LongAdder() : counter;
    }

    /** @return the value of the member as it is written; empty if there is none; null if none is asked for */
    private static @Nullable String key(@Nullable String member, @Nullable RawJson data) {
        if (member == null) {
            return null;
        }
        RawJson value = data == null || !data.isObject() ? null : JsonObjects.member(data, member);
        return value == null ? "" : value.text();
    }
}
