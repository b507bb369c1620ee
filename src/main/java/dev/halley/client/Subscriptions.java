package dev.halley.client;

import dev.halley.protocol.ChannelId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of the application, and which of them the server has confirmed. The client subscribes at the server
 * for the first subscription to a channel, unsubscribes with the last one, and subscribes again where messages may be
 * missing. Bayeux sections 4.5 and 4.7.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class Subscriptions {

    /** How the server is asked. */
    interface Server {

        /** @return whether there is a session in which it can be asked now */
        boolean isThere();

        /** @return whether it can be asked now, as far as is known */
        boolean isConnected();

        /** @param lastTouch is given the message when it is sent */
        void subscribe(ChannelId channel, UnaryOperator<Message> lastTouch, Exchange.Answer answer);

        void unsubscribe(ChannelId channel, Exchange.Answer answer);
    }

    private enum Status {
        NEW,
        ASKED,
        CONFIRMED,
        /** Confirmed, and to be asked for again, as something may have been missed. */
        STALE
    }

    /** Those who hear one channel or pattern. */
    private static final class Entry {

        private final ChannelId channel;
        private final List<Delivery> subscribers = new ArrayList<>();
        private final List<Waiting> waiting = new ArrayList<>();
        private Status status = Status.NEW;
        private HistoryOptions history = HistoryOptions.live();
        private boolean confirmedBefore;
        /** Whether it was confirmed in this session. */
        private boolean known;

        Entry(ChannelId channel) {
            this.channel = channel;
        }
    }

    /** What becomes of messages of channels with history. */
    private final class Outlet implements Follow.Output, Follows.Owners {

        @Override
        public void reached(String channel, Position position) {
            positions.reached(channel, position);
        }

        @Override
        public void deliver(Message message) {
            ChannelId.parse(message.channel()).ifPresent(channel -> handOn(channel, message));
        }

        @Override
        public void tell(Recovery recovery) {
            notifier.tell(
                    recovery.isLost() ? listener -> listener.lost(recovery) : listener -> listener.recovered(recovery));
            ChannelId.parse(recovery.channel()).ifPresent(channel -> owners(channel)
                    .forEach(entry -> entry.subscribers.forEach(delivery -> delivery.tell(recovery))));
        }

        @Override
        public void doubt() {
            healing.request();
        }

        @Override
        public @Nullable ChannelId ownerOf(ChannelId channel) {
            List<Entry> found = owners(channel);
            return found.isEmpty() ? null : found.get(0).channel;
        }

        @Override
        public HistoryOptions optionsOf(ChannelId owner) {
            Entry entry = entries.get(owner);
            return entry == null ? HistoryOptions.live() : entry.history;
        }

        /** @return the subscriptions that get the channel's messages, the nearest first */
        private List<Entry> owners(ChannelId channel) {
            List<Entry> found = new ArrayList<>();
            addTo(found, channel);
            if (patterns > 0) {
                List<ChannelId> wilds = channel.wilds();
                for (int i = wilds.size() - 1; i >= 0; i--) {
                    addTo(found, wilds.get(i));
                }
            }
            return found;
        }

        private void addTo(List<Entry> found, ChannelId name) {
            Entry entry = entries.get(name);
            if (entry != null) {
                found.add(entry);
            }
        }
    }

    /** Who is to be told what becomes of a subscription. */
    private record Waiting(Delivery delivery, Exchange.Answer answer) {}

    /** What no server sends on: the client tells there what became of messages. */
    private static final ChannelId PUBLISHED = ChannelId.of("/meta/publish");

    private static final ChannelId UNSUCCESSFUL = ChannelId.of("/meta/unsuccessful");

    private static final Message LOCAL = Message.on("/meta/subscribe").with("successful", true);

    private final Map<ChannelId, Entry> entries = new LinkedHashMap<>();
    /** Those who only listen to what comes anyway. */
    private final Map<ChannelId, List<Delivery>> listeners = new LinkedHashMap<>();

    private final Server server;
    private final ListenerNotifier notifier;
    private final Positions positions;
    private final Follows follows;
    private final Healing healing;
    private int patterns;

    /** @param random gives numbers from 0 (inclusive) to 1 (exclusive) */
    Subscriptions(Server server, ClientContext context, DoubleSupplier random) {
        this.server = server;
        this.notifier = context.notifier();
        this.healing = new Healing(context.strand(), context.time(), random, this::heal);
        Outlet outlet = new Outlet();
        this.positions = context.positions();
        this.follows = new Follows(positions, outlet, outlet);
    }

    Follows follows() {
        return follows;
    }

    /** Lets a delivery have what comes on the channel, without asking the server. */
    void listen(ChannelId channel, Delivery delivery) {
        listeners
                .computeIfAbsent(channel, absent -> counted(new ArrayList<>(), channel, 1))
                .add(delivery);
    }

    void unlisten(ChannelId channel, Delivery delivery) {
        List<Delivery> present = listeners.get(channel);
        if (present != null && present.remove(delivery) && present.isEmpty()) {
            listeners.remove(channel);
            counted(present, channel, -1);
        }
        delivery.end();
    }

    private <T> T counted(T value, ChannelId channel, int change) {
        patterns += channel.isWild() ? change : 0;
        return value;
    }

    /**
     * @param history counts for the first subscription to the channel
     * @param answer told when the server has answered; also after a new handshake, if it takes that
     */
    void subscribe(ChannelId channel, Delivery delivery, HistoryOptions history, Exchange.Answer answer) {
        Entry entry = entries.computeIfAbsent(channel, absent -> counted(new Entry(absent), absent, 1));
        if (entry.subscribers.isEmpty()) {
            entry.history = history;
        }
        entry.subscribers.add(delivery);
        if (entry.status == Status.CONFIRMED || channel.isService()) {
            answer.reply(LOCAL);
            return;
        }
        entry.waiting.add(new Waiting(delivery, answer));
        ask(entry);
    }

    private void ask(Entry entry) {
        boolean due = entry.status == Status.NEW || entry.status == Status.STALE;
        if (!due || entry.channel.isService() || !server.isThere()) {
            return;
        }
        entry.status = Status.ASKED;
        Follows.Asked asked = new Follows.Asked();
        server.subscribe(entry.channel, message -> sending(entry, message, asked), new Exchange.Answer() {
            @Override
            public void reply(Message reply) {
                answered(entry, asked, reply);
            }

            @Override
            public void failed(BayeuxException why) {
                follows.unanswered(asked);
                failedToAsk(entry, why);
            }
        });
    }

    private Message sending(Entry entry, Message subscribe, Follows.Asked asked) {
        entry.subscribers.forEach(Delivery::asked);
        return follows.ask(entry.channel, subscribe, asked);
    }

    private void answered(Entry entry, Follows.Asked asked, Message reply) {
        if (reply.isSessionUnknown() || reply.isUnavailable()) {
            follows.unanswered(asked);
            failedToAsk(
                    entry,
                    BayeuxException.lost(
                            "The server could not subscribe the client: "
                                    + reply.error().orElseThrow(),
                            true,
                            null));
            if (reply.isUnavailable()) {
                healing.request();
            }
            return;
        }
        if (!reply.isSuccessful()) {
            refused(entry, BayeuxException.refused(reply));
            return;
        }
        confirmed(entry, asked, reply);
        takeWaiting(entry).forEach(waiting -> waiting.answer().reply(reply));
    }

    private void confirmed(Entry entry, Follows.Asked asked, Message reply) {
        entry.status = Status.CONFIRMED;
        boolean again = !entry.known && entry.confirmedBefore;
        if (again && entries.get(entry.channel) == entry) {
            notifier.tell(listener -> listener.resubscribed(entry.channel.toString()));
        }
        entry.confirmedBefore = true;
        entry.known = true;
        follows.answered(asked, reply);
        if (entry.channel.isWild() && !follows.doubtful().isEmpty()) {
            // Those that have come into doubt while the pattern was asked for.
            healing.request();
        }
    }

    private void failedToAsk(Entry entry, BayeuxException why) {
        if (!why.isLost()) {
            refused(entry, why);
        } else if (entry.status == Status.ASKED) {
            // It is asked again when the connection is well again.
            entry.status = entry.known ? Status.STALE : Status.NEW;
        }
    }

    private void refused(Entry entry, BayeuxException why) {
        if (entries.remove(entry.channel, entry)) {
            counted(entry, entry.channel, -1);
            follows.forgetUnowned(entry.channel);
            if (entry.confirmedBefore) {
                notifier.tell(listener -> listener.subscriptionLost(entry.channel.toString(), why));
            }
        }
        entry.subscribers.forEach(delivery -> delivery.fail(why));
        takeWaiting(entry).forEach(waiting -> waiting.answer().failed(why));
    }

    private static List<Waiting> takeWaiting(Entry entry) {
        List<Waiting> waiting = List.copyOf(entry.waiting);
        entry.waiting.clear();
        return waiting;
    }

    /** @param answer told when the server has answered, at once if it need not be asked */
    void unsubscribe(ChannelId channel, Delivery delivery, Exchange.Answer answer) {
        delivery.end();
        Entry entry = entries.get(channel);
        if (entry == null || !entry.subscribers.remove(delivery) || !entry.subscribers.isEmpty()) {
            answer.reply(LOCAL);
            return;
        }
        entries.remove(channel);
        counted(entry, channel, -1);
        follows.forgetUnowned(channel);
        BayeuxException why = BayeuxException.notSent("The subscription was ended before the server confirmed it.");
        takeWaiting(entry).forEach(waiting -> waiting.answer().failed(why));
        if (entry.status == Status.NEW || channel.isService() || !server.isThere()) {
            answer.reply(LOCAL);
        } else {
            server.unsubscribe(channel, answer);
        }
    }

    /** A new session knows nothing of the subscriptions of the old one. */
    void sessionLost() {
        entries.values().forEach(entry -> {
            entry.status = Status.NEW;
            entry.known = false;
        });
    }

    /** @param history whether the new session has history */
    void sessionBegins(boolean history) {
        healing.cancel();
        follows.sessionBegins(history);
    }

    /** Something was sent and there is no response, in which messages may have been. */
    void responseLost() {
        follows.replyLost();
    }

    /** The connection is well again, with the session that there was. */
    void reconnected() {
        healing.cancel();
        entries.values().stream()
                .filter(entry -> entry.subscribers.stream().anyMatch(Delivery::isState))
                .forEach(Subscriptions::doubt);
        heal();
    }

    /** Subscribes again to a channel of which something is missing. */
    void again(ChannelId channel) {
        Entry entry = entries.get(channel);
        if (entry != null) {
            doubt(entry);
            healing.request();
        }
    }

    private static void doubt(Entry entry) {
        if (entry.status == Status.CONFIRMED) {
            entry.status = Status.STALE;
        }
    }

    /** Subscribes again, together, wherever something may be missing. */
    private void heal() {
        if (!server.isConnected()) {
            // It is done when the connection is well again.
            return;
        }
        for (ChannelId owner : follows.doubtful()) {
            Entry entry = entries.get(owner);
            if (entry != null) {
                doubt(entry);
            }
        }
        askAll();
    }

    /** Asks for all that the server has not confirmed. */
    void askAll() {
        List.copyOf(entries.values()).forEach(this::ask);
    }

    /** Hands a message on to all who want to hear its channel, in its place if the channel keeps history. */
    void deliver(Message message) {
        ChannelId channel = ChannelId.parse(message.channel()).orElse(null);
        if (channel == null) {
            return;
        }
        if (message.mark().isPresent()) {
            follows.arrived(channel, message);
        } else {
            handOn(channel, message);
        }
    }

    private void handOn(ChannelId channel, Message message) {
        if (message.isDropped()) {
            return;
        }
        deliverTo(channel, message);
        if (isReplyOnly(message)) {
            tellOutcome(message);
        }
        if (patterns > 0) {
            channel.wilds().forEach(pattern -> deliverTo(pattern, message));
        }
    }

    /** A message of the application got no reply, and will get none. */
    void failed(Message message, BayeuxException why) {
        tellOutcome(message.with("successful", false).with("failure", Map.of("reason", why.getMessage())));
    }

    private void tellOutcome(Message outcome) {
        if (!outcome.isMeta()) {
            deliverTo(PUBLISHED, outcome);
        }
        if (!outcome.isSuccessful()) {
            deliverTo(UNSUCCESSFUL, outcome);
        }
    }

    private void deliverTo(ChannelId channel, Message message) {
        List<Delivery> present = listeners.get(channel);
        if (present != null) {
            List.copyOf(present).forEach(delivery -> delivery.deliver(message));
        }
        Entry entry = entries.get(channel);
        if (entry != null && !message.isMeta() && !isReplyOnly(message)) {
            List.copyOf(entry.subscribers).forEach(delivery -> delivery.deliver(message));
        }
    }

    /** Subscribers get events; the replies to what was published on their channel are for listeners. */
    private static boolean isReplyOnly(Message message) {
        return message.isReply() && message.data().isEmpty();
    }

    /** @return how many subscribe to the channel */
    int count(ChannelId channel) {
        Entry entry = entries.get(channel);
        return entry == null ? 0 : entry.subscribers.size();
    }

    /**
     * The conversation has ended. Subscriptions of listeners stay for the next one; those of {@code Flow} end.
     *
     * @param why null if the application wanted it
     */
    void conversationEnded(@Nullable BayeuxException why) {
        sessionLost();
        healing.cancel();
        for (Entry entry : List.copyOf(entries.values())) {
            BayeuxException cause = why != null ? why : BayeuxException.notSent("The client was disconnected.");
            for (Waiting waiting : takeWaiting(entry)) {
                entry.subscribers.remove(waiting.delivery());
                waiting.delivery().fail(cause);
                waiting.answer().failed(cause);
            }
            List<Delivery> flows = entry.subscribers.stream()
                    .filter(FlowDelivery.class::isInstance)
                    .toList();
            entry.subscribers.removeAll(flows);
            flows.forEach(flow -> endFlow(flow, why));
            if (entry.subscribers.isEmpty()) {
                entries.remove(entry.channel);
                counted(entry, entry.channel, -1);
                follows.forgetUnowned(entry.channel);
            }
        }
    }

    private static void endFlow(Delivery flow, @Nullable BayeuxException why) {
        if (why == null) {
            flow.end();
        } else {
            flow.fail(why);
        }
    }
}
