package dev.halley.client;

import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Retries publishes that have a key, by which the server recognises duplicates, until there is a reply, for as long as
 * the server remembers keys. On a channel with history each publish gets a key. Later publishes to a channel wait while
 * one is to be retried, so that all enter the channel in the order of the calls.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class KeyedPublishes {

    /** How long a server remembers keys that has not said. */
    static final Duration USUAL_KEY_TTL = Duration.ofMinutes(5);

    private static final String UNKNOWN = "The server answered neither the publish nor any retry of it.";
    private static final String KEY_TTL = "keyTtl";
    private static final int MOST_CHANNELS = 10_000;
    private static final int KEY_BYTES = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What the repeating needs of the client. */
    interface Server {

        /** @return the session's id, or null */
        @Nullable String clientId();

        /** @return whether it can be asked now, as far as is known */
        boolean isConnected();

        /** @return whether what fails now may be repeated later */
        boolean isGoingOn();

        /** Sends them before all that waits and has not been sent yet. */
        void repeat(List<Exchange> exchanges);
    }

    private final Server server;
    private final ClientTime time;
    private final Executor strand;
    private final Follows follows;
    private final Healing healing;
    private final boolean patient;
    private final String prefix;
    private final Set<String> channels = new LinkedHashSet<>();
    /** What is to be repeated, by channel. */
    private final Map<String, Set<Attempts>> pending = new LinkedHashMap<>();
    /** What is repeated alone, as the server could not take it before: others of its channel wait until it is answered. */
    private final Map<String, Attempts> alone = new LinkedHashMap<>();

    private boolean active;
    private Duration keyTtl = USUAL_KEY_TTL;
    private long keys;
    private long sendings;

    /**
     * @param follows knows which channels keep history
     * @param patient whether what was lost with the connection waits for the next one
     */
    KeyedPublishes(Server server, ClientContext context, Follows follows, DoubleSupplier random, boolean patient) {
        this.server = server;
        this.time = context.time();
        this.strand = context.strand();
        this.follows = follows;
        this.healing = new Healing(strand, time, random, this::repeat);
        this.patient = patient;
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        this.prefix = HexFormat.of().formatHex(bytes) + "-";
    }

    /** @return what sends the message, and tells the answer how it ends after all attempts */
    Exchange exchange(Message message, Exchange.Answer answer) {
        return new Attempts(message, answer).next();
    }

    /** A session begins, with history or without. */
    void sessionBegins(Message handshakeReply) {
        active = handshakeReply
                .ext(HistoryMark.NAME)
                .filter(RawJson.TRUE::equals)
                .isPresent();
        long millis = handshakeReply
                .ext(KEY_TTL)
                .map(HistoryMark::offset)
                .filter(ttl -> ttl >= 0)
                .orElse(USUAL_KEY_TTL.toMillis());
        keyTtl = Duration.ofMillis(millis);
        allPending().filter(attempts -> !attempts.isRepeatable()).toList().forEach(Attempts::giveUp);
    }

    private Stream<Attempts> allPending() {
        return pending.values().stream().flatMap(Set::stream);
    }

    /** @return whether it may be sent now: no earlier publish to its channel is to be repeated */
    boolean mayGo(Exchange exchange) {
        if (exchange.kind() != Exchange.Kind.PUBLISH || pending.isEmpty() && alone.isEmpty()) {
            return true;
        }
        String channel = exchange.message().channel();
        Attempts first = alone.get(channel);
        return first == null ? !pending.containsKey(channel) : first.current == exchange;
    }

    /** @return whether the server gives positions in this session */
    boolean hasHistory() {
        return active;
    }

    /** Sends all that waits to be repeated, in the order in which it was sent first. */
    void reconnected() {
        healing.cancel();
        repeat();
    }

    private void repeat() {
        if (!server.isConnected() || pending.isEmpty()) {
            return;
        }
        List<Attempts> due = new ArrayList<>();
        for (Set<Attempts> waiting : List.copyOf(pending.values())) {
            List<Attempts> inOrder = waiting.stream()
                    .sorted(Comparator.comparingLong(attempts -> attempts.number))
                    .toList();
            Attempts first = inOrder.get(0);
            if (alone.containsKey(first.message.channel())) {
                continue;
            }
            if (first.unavailable) {
                alone.put(first.message.channel(), first);
            }
            due.addAll(first.unavailable ? List.of(first) : inOrder);
        }
        due.forEach(this::notPending);
        server.repeat(due.stream()
                .sorted(Comparator.comparingLong(attempts -> attempts.number))
                .map(Attempts::next)
                .toList());
    }

    private void notPending(Attempts attempts) {
        pending.computeIfPresent(attempts.message.channel(), (channel, waiting) -> {
            waiting.remove(attempts);
            return waiting.isEmpty() ? null : waiting;
        });
    }

    /** It has ended, or waits again. */
    private void notAlone(Attempts attempts) {
        if (alone.remove(attempts.message.channel(), attempts) && pending.containsKey(attempts.message.channel())) {
            strand.execute(this::repeat);
        }
    }

    /** The conversation has ended. */
    void end() {
        healing.cancel();
        allPending().toList().forEach(Attempts::giveUp);
    }

    private boolean keepsHistory(String channel) {
        return channels.contains(channel) || follows.position(channel).isPresent();
    }

    private void learn(String channel, Message reply) {
        Position position = active && reply.isSuccessful() ? reply.position().orElse(null) : null;
        if (position != null) {
            if (channels.size() >= MOST_CHANNELS) {
                channels.clear();
            }
            channels.add(channel);
            follows.published(channel, position);
        } else if (reply.isSuccessful()) {
            channels.remove(channel);
        }
    }

    /** One publish, as often as it is sent. */
    private final class Attempts implements Exchange.Answer {

        private final Message message;
        private final Exchange.Answer answer;
        private @Nullable Exchange current;
        private @Nullable String key;
        private @Nullable String session;
        private Registration timer = () -> {};
        /** Whether the server could not take it when it was sent last. */
        private boolean unavailable;
        /** Where it stands among all that were sent; 0 before it is sent. */
        private long number;

        private long firstSent;
        private int tries;

        private Attempts(Message message, Exchange.Answer answer) {
            this.message = message;
            this.answer = answer;
            this.key = message.ext(Message.PUBLISH_KEY)
                    .filter(RawJson::isString)
                    .map(RawJson::string)
                    .orElse(null);
        }

        private Exchange next() {
            Exchange next = new Exchange(Exchange.Kind.PUBLISH, message, this::sending, this);
            current = next;
            return next;
        }

        private Message sending(Message sent) {
            tries++;
            if (number == 0) {
                number = ++sendings;
                firstSent = time.nanos();
                session = server.clientId();
                if (key == null && active && keepsHistory(message.channel())) {
                    key = prefix + Long.toString(++keys, Character.MAX_RADIX);
                }
            }
            return key == null ? sent : sent.withPublishKey(key);
        }

        @Override
        public void reply(Message reply) {
            if (!reply.isSuccessful() && reply.isUnavailable() && isRepeatable()) {
                postpone(true);
                return;
            }
            if (reply.isSessionUnknown() && patient && keepsHistory(message.channel()) && isRepeatable()) {
                // An earlier try may have been taken, and the next session can tell.
                postpone(false);
                return;
            }
            learn(message.channel(), reply);
            timer.close();
            notAlone(this);
            answer.reply(reply);
        }

        @Override
        public void failed(BayeuxException why) {
            if (why.isLost() && patient && isRepeatable()) {
                postpone(false);
            } else {
                fail(why);
            }
        }

        private void fail(BayeuxException why) {
            timer.close();
            notAlone(this);
            boolean again = tries > 1 || tries == 1 && current != null && current.id() == null;
            answer.failed(again && why.outcome() == Outcome.NOT_SENT ? BayeuxException.unanswered(UNKNOWN) : why);
        }

        private boolean isRepeatable() {
            boolean sameSession = session != null && session.equals(server.clientId());
            return key != null
                    && number > 0
                    && active
                    && server.isGoingOn()
                    && !remaining().isNegative()
                    && !remaining().isZero()
                    && (sameSession && isBroadcast() || keepsHistory(message.channel()));
        }

        private boolean isBroadcast() {
            return ChannelId.parse(message.channel())
                    .filter(ChannelId::isBroadcast)
                    .isPresent();
        }

        private Duration remaining() {
            return keyTtl.minusNanos(time.nanos() - firstSent);
        }

        private void postpone(boolean asUnavailable) {
            alone.remove(message.channel(), this);
            unavailable = asUnavailable;
            pending.computeIfAbsent(message.channel(), none -> new LinkedHashSet<>())
                    .add(this);
            timer.close();
            timer = time.later(remaining(), () -> strand.execute(this::expire));
            healing.request();
        }

        private void expire() {
            Exchange waiting = current;
            if (pending.getOrDefault(message.channel(), Set.of()).contains(this)) {
                giveUp();
            } else if (waiting != null && waiting.id() == null) {
                waiting.fail(BayeuxException.unanswered(UNKNOWN));
            }
        }

        private void giveUp() {
            notPending(this);
            timer.close();
            answer.failed(BayeuxException.unanswered(UNKNOWN));
        }
    }
}
