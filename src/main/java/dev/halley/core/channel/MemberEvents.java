package dev.halley.core.channel;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Member;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.OrderedNotices;
import dev.halley.core.runtime.UserCode;
import dev.halley.protocol.ChannelId;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What listeners and the observer are to be told of members: noted under the lock that these come and go under, and told under none, of
 * each channel in the order in which they came and went.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class MemberEvents {

    private final Listeners<BayeuxServerListener.MemberListener> listeners;
    private final UserCode userCode;
    private final Function<ChannelId, @Nullable CoreChannel> channels;
    private final OrderedNotices<ChannelId> notices = new OrderedNotices<>();
    /** Those of which something was noted that nobody has begun to tell. */
    private final Queue<ChannelId> untold = new ConcurrentLinkedQueue<>();

    /** @param channels finds a channel that is there, which may have listeners of its own */
    public MemberEvents(
            Listeners<BayeuxServerListener.MemberListener> listeners,
            UserCode userCode,
            Function<ChannelId, @Nullable CoreChannel> channels) {
        this.listeners = listeners;
        this.userCode = userCode;
        this.channels = channels;
    }

    public void joined(ChannelId channel, Member member) {
        note(channel, () -> {
            userCode.events().memberJoined(channel.toString(), member.id());
            CoreChannel there = channels.apply(channel);
            if (there != null) {
                userCode.tell(
                        "channel listener", there.memberListeners(), listener -> listener.memberJoined(there, member));
            }
            userCode.tell(
                    "member listener", listeners.all(), listener -> listener.memberJoined(channel.toString(), member));
        });
    }

    public void left(ChannelId channel, Member member) {
        note(channel, () -> {
            userCode.events().memberLeft(channel.toString(), member.id());
            CoreChannel there = channels.apply(channel);
            if (there != null) {
                userCode.tell(
                        "channel listener", there.memberListeners(), listener -> listener.memberLeft(there, member));
            }
            userCode.tell(
                    "member listener", listeners.all(), listener -> listener.memberLeft(channel.toString(), member));
        });
    }

    private void note(ChannelId channel, Runnable notice) {
        notices.add(channel, notice);
        untold.add(channel);
    }

    /** @return whether something was noted that nobody has begun to tell */
    public boolean hasUntold() {
        return !untold.isEmpty();
    }

    /** Tells what was noted. */
    public void tell() {
        for (ChannelId channel = untold.poll(); channel != null; channel = untold.poll()) {
            notices.tell(channel);
        }
    }
}
