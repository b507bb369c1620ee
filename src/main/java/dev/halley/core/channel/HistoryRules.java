package dev.halley.core.channel;

import dev.halley.api.HistoryPolicy;
import dev.halley.config.HistoryRule;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.History;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which channels keep history, and how much: what the configuration and the application say of channels and patterns, here and on other
 * servers of a cluster; of those that match a channel the most specific one counts. Where servers say different things of one channel or
 * pattern, what keeps more counts.
 *
 * <p>Thread-safety: thread-safe; reading takes no lock.
 */
public final class HistoryRules implements History.Declarations {

    private static final String NOT_HERE =
            "Channels cannot keep history here: the broker of this server, one of the application's own, keeps none.";

    private volatile Map<ChannelId, HistoryPolicy> rules = Map.of();
    private volatile @Nullable History keeper;
    /** What this server says; guarded by this. */
    private final Map<ChannelId, HistoryPolicy> own = new HashMap<>();
    /** What others say; guarded by this. */
    private Map<ChannelId, HistoryPolicy> others = Map.of();

    private final Predicate<ChannelId> reserved;

    /**
     * @param configured what the configuration says
     * @param reserved whether members are shown on a channel: what is published there is the server's, and is not kept
     */
    HistoryRules(List<HistoryRule> configured, Predicate<ChannelId> reserved) {
        this.reserved = reserved;
        for (HistoryRule rule : configured) {
            own.put(ChannelId.of(rule.pattern()), policy(rule.messages(), rule.time()));
        }
        rules = Map.copyOf(own);
    }

    private static HistoryPolicy policy(int messages, Duration time) {
        return messages == 0 ? HistoryPolicy.NONE : new HistoryPolicy(messages, time);
    }

    /**
     * Before anything is published.
     *
     * @param history keeps what the rules say; null if nothing does
     * @throws IllegalStateException if the configuration wants history, and nothing keeps it
     */
    public void keepIn(@Nullable History history) {
        if (history == null && !rules.isEmpty()) {
            throw new IllegalStateException("'history' is set. " + NOT_HERE);
        }
        keeper = history;
        if (history != null) {
            history.start(this);
            Map<ChannelId, HistoryPolicy> said;
            synchronized (this) {
                said = Map.copyOf(own);
            }
            said.forEach(history::declare);
        }
    }

    @Override
    public boolean keeps(ChannelId channel) {
        return policy(channel) != null;
    }

    @Override
    public synchronized void othersSay(Map<ChannelId, HistoryPolicy> said) {
        others = said;
        merge();
    }

    private void merge() {
        Map<ChannelId, HistoryPolicy> all = new HashMap<>(own);
        others.forEach((channel, policy) -> all.merge(channel, policy, History.Declarations::more));
        rules = Map.copyOf(all);
    }

    /** @return what keeps history; null if nothing does */
    public @Nullable History keeper() {
        return keeper;
    }

    /** @return how much of that channel is kept; null if nothing is */
    public @Nullable HistoryPolicy policy(ChannelId channel) {
        Map<ChannelId, HistoryPolicy> all = rules;
        if (all.isEmpty() || !channel.isPlain() || !channel.isBroadcast() || reserved.test(channel)) {
            return null;
        }
        HistoryPolicy policy = mostSpecific(all, channel);
        return policy != null && policy.keeps() ? policy : null;
    }

    /** @return what the most specific rule says that a channel, or all that a pattern matches, is under; null if there is none */
    static <T> @Nullable T mostSpecific(Map<ChannelId, T> all, ChannelId channel) {
        ChannelId rule = mostSpecificRule(all, channel);
        return rule == null ? null : all.get(rule);
    }

    private static @Nullable ChannelId mostSpecificRule(Map<ChannelId, ?> all, ChannelId channel) {
        if (all.containsKey(channel)) {
            return channel;
        }
        List<ChannelId> wilds = channel.wilds();
        for (int i = wilds.size() - 1; i >= 0; i--) {
            if (all.containsKey(wilds.get(i))) {
                return wilds.get(i);
            }
        }
        return null;
    }

    @Nullable HistoryPolicy mostSpecific(ChannelId channel) {
        return mostSpecific(rules, channel);
    }

    @Nullable ChannelId mostSpecificRule(ChannelId channel) {
        return mostSpecificRule(rules, channel);
    }

    /** @return the channels and patterns of which a rule says that they keep nothing */
    Collection<ChannelId> without() {
        return rules.entrySet().stream()
                .filter(rule -> !rule.getValue().keeps())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** @throws IllegalStateException if nothing of that channel is kept */
    History keeperOf(ChannelId channel) {
        History history = keeper;
        if (history == null || policy(channel) == null) {
            throw new IllegalStateException(
                    "The channel " + channel + " keeps no history: neither the setting 'history' nor"
                            + " ServerChannel.history says that it does.");
        }
        return history;
    }

    /** Lets go of what was kept for as long as it was to be. */
    void sweep() {
        History history = keeper;
        if (history != null) {
            history.sweep();
        }
    }

    /**
     * What the application says of a channel or pattern.
     *
     * @throws IllegalStateException if nothing keeps history
     * @throws IllegalArgumentException if nothing is published there
     */
    void set(ChannelId id, HistoryPolicy policy) {
        History history = keeper;
        if (history == null) {
            throw new IllegalStateException(NOT_HERE);
        }
        if (!id.isBroadcast() || id.isTemplate()) {
            throw new IllegalArgumentException(
                    "History is kept on broadcast channels, and set on them or on patterns; this was " + id + ".");
        }
        synchronized (this) {
            own.put(id, policy);
            merge();
        }
        history.declare(id, policy);
        if (!policy.keeps()) {
            // What is published from now on is not kept: nobody is to go on from before it.
            history.forget(channel -> policy(channel) == null);
        }
    }
}
