package dev.halley.core.channel;

import dev.halley.api.BayeuxServerListener;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.OrderedNotices;
import dev.halley.core.runtime.UserCode;

/**
 * What listeners, and the broker, are to be told of subscriptions: noted under the locks that these change under, and told under none. Of
 * each session's subscriptions listeners hear in the order in which they came and went; what nobody listens to is not noted.
 *
 * <p>Thread-safety: thread-safe.
 */
final class SubscriptionEvents {

    private final Listeners<BayeuxServerListener.SubscriptionListener> listeners;
    private final UserCode userCode;
    private final Interests interests;
    private final ChannelMembers members;
    private final OrderedNotices<Subscriber> notices = new OrderedNotices<>();

    SubscriptionEvents(ChannelListeners listeners, UserCode userCode, Interests interests) {
        this.listeners = listeners.subscriptions();
        this.members = listeners.members();
        this.userCode = userCode;
        this.interests = interests;
    }

    void subscribed(Subscription<CoreChannel> subscription) {
        note(subscription, () -> tellSubscribed(subscription.session(), subscription.channel()));
    }

    void unsubscribed(Subscription<CoreChannel> subscription) {
        members.unsubscribed(subscription.session(), subscription.channel().id());
        note(subscription, () -> tellUnsubscribed(subscription.session(), subscription.channel()));
    }

    private void note(Subscription<CoreChannel> subscription, Runnable notice) {
        if (!listeners.isEmpty()
                || !subscription.channel().subscriptionListeners().isEmpty()) {
            notices.add(subscription.session(), notice);
        }
    }

    /** The channel has its first subscriber. */
    void firstCame(CoreChannel channel) {
        interests.changed(channel.id(), true);
    }

    /** The channel has lost its last subscriber. */
    void lastLeft(CoreChannel channel) {
        interests.changed(channel.id(), false);
    }

    /** @return of how many changes nobody was told yet */
    int untold(Subscriber session) {
        return notices.waiting(session);
    }

    /** Tells the broker what was noted. */
    void tellBroker() {
        interests.tell();
    }

    /** Tells the listeners what was noted of that session's subscriptions. */
    void tell(Subscriber session) {
        notices.tell(session);
        members.tell();
    }

    private void tellSubscribed(Subscriber session, CoreChannel channel) {
        userCode.tell(
                "channel listener", channel.subscriptionListeners(), listener -> listener.subscribed(session, channel));
        userCode.tell("channel listener", listeners.all(), listener -> listener.subscribed(session, channel));
    }

    private void tellUnsubscribed(Subscriber session, CoreChannel channel) {
        userCode.tell(
                "channel listener",
                channel.subscriptionListeners(),
                listener -> listener.unsubscribed(session, channel));
        userCode.tell("channel listener", listeners.all(), listener -> listener.unsubscribed(session, channel));
    }
}
