package dev.halley.core.channel;

import dev.halley.api.BayeuxServerListener;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.OrderedNotices;
import dev.halley.core.runtime.UserCode;
import java.util.List;

/**
 * What listeners and the observer are to be told of channels: noted under the lock that channels come and go under, and told under none,
 * of each name in the order in which channels of that name came and went.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ChannelEvents {

    private final Listeners<BayeuxServerListener.ChannelListener> listeners;
    private final UserCode userCode;
    private final OrderedNotices<String> notices = new OrderedNotices<>();

    ChannelEvents(Listeners<BayeuxServerListener.ChannelListener> listeners, UserCode userCode) {
        this.listeners = listeners;
        this.userCode = userCode;
    }

    /** Has a channel set up that nobody sees yet; what a listener throws goes on. */
    void configure(CoreChannel made) {
        List<BayeuxServerListener.ChannelListener> all = listeners.all();
        if (!all.isEmpty()) {
            userCode.runner().runUserCode(() -> all.forEach(listener -> listener.configureChannel(made)));
        }
    }

    void added(CoreChannel channel) {
        notices.add(channel.name(), () -> {
            userCode.events().channelAdded(channel.name());
            userCode.tell("channel listener", listeners.all(), listener -> listener.channelAdded(channel));
        });
    }

    void removed(CoreChannel channel) {
        notices.add(channel.name(), () -> {
            userCode.events().channelRemoved(channel.name());
            userCode.tell("channel listener", listeners.all(), listener -> listener.channelRemoved(channel.name()));
        });
    }

    /** Tells what was noted of channels of that name. */
    void tell(String name) {
        notices.tell(name);
    }
}
