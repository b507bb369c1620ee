package dev.halley.core.session;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.MessageFilter;
import dev.halley.api.Registration;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.OrderedNotices;
import java.util.ArrayList;
import java.util.List;

/**
 * The server's listeners, sorted by kind when they are added, and its filters.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class ServerListeners {

    private final Listeners<BayeuxServerListener.SessionListener> session = new Listeners<>();
    private final Listeners<BayeuxServerListener.ChannelListener> channel = new Listeners<>();
    private final Listeners<BayeuxServerListener.SubscriptionListener> subscription = new Listeners<>();
    private final Listeners<BayeuxServerListener.MemberListener> member = new Listeners<>();
    private final Listeners<MessageFilter> filters = new Listeners<>();
    private final OrderedNotices<Subscriber> sessionNotices = new OrderedNotices<>();

    /** What session listeners are still to be told: of each session first that it came. */
    public OrderedNotices<Subscriber> sessionNotices() {
        return sessionNotices;
    }

    public Listeners<MessageFilter> filters() {
        return filters;
    }

    public Registration add(BayeuxServerListener listener) {
        List<Registration> all = new ArrayList<>();
        if (listener instanceof BayeuxServerListener.SessionListener sessionListener) {
            all.add(session.add(sessionListener));
        }
        if (listener instanceof BayeuxServerListener.ChannelListener channelListener) {
            all.add(channel.add(channelListener));
        }
        if (listener instanceof BayeuxServerListener.SubscriptionListener subscriptionListener) {
            all.add(subscription.add(subscriptionListener));
        }
        if (listener instanceof BayeuxServerListener.MemberListener memberListener) {
            all.add(member.add(memberListener));
        }
        return () -> all.forEach(Registration::close);
    }

    public List<BayeuxServerListener.SessionListener> session() {
        return session.all();
    }

    public Listeners<BayeuxServerListener.ChannelListener> channel() {
        return channel;
    }

    public Listeners<BayeuxServerListener.SubscriptionListener> subscription() {
        return subscription;
    }

    public Listeners<BayeuxServerListener.MemberListener> member() {
        return member;
    }
}
