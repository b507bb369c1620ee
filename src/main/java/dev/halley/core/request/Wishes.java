package dev.halley.core.request;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client that subscribes wants of the histories of channels, in whichever form it says so.
 *
 * <p>Thread-safety: immutable.
 *
 * @param byChannel by the names of the channels; empty for none
 * @param refusal why it cannot be read; null if it can
 */
record Wishes(Map<String, HistoryWish> byChannel, @Nullable BayeuxError refusal) {

    static final Wishes NONE = new Wishes(Map.of(), null);

    static Wishes refused(BayeuxError why) {
        return new Wishes(Map.of(), why);
    }

    HistoryWish of(ChannelId channel) {
        return byChannel.getOrDefault(channel.toString(), HistoryWish.NONE);
    }

    Set<String> channels() {
        return byChannel.keySet();
    }
}
