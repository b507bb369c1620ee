package dev.halley.war;

import dev.halley.client.BackOff;
import dev.halley.client.BayeuxClient;
import dev.halley.client.BayeuxException;
import dev.halley.client.HistoryOptions;
import dev.halley.client.Message;
import dev.halley.client.Outcome;
import dev.halley.client.Position;
import dev.halley.client.Recovery;
import dev.halley.client.TransportType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The Java client. Of all members one half is on long-polling; a third has the ack extension; half of the publishers give keys of their own, the
 * others leave that to the client; every fifth member subscribes to a pattern.
 *
 * <p>Thread-safety: thread-safe.
 */
final class JavaLogMember implements LogMember {

    private static final BackOff QUICK = BackOff.of(Duration.ofMillis(20), Duration.ofMillis(200));

    private final int number;
    private final Voice voice;
    private final BayeuxClient client;
    private final CompletableFuture<?> joined;

    /** Connects and subscribes. */
    JavaLogMember(int number, URI server, Voice voice) {
        this.number = number;
        this.voice = voice;
        this.client = BayeuxClient.builder(server)
                .transports(number % 2 == 0 ? TransportType.WEBSOCKET : TransportType.LONG_POLLING)
                .acknowledged(number % 3 == 0)
                .backOff(QUICK)
                .build();
        this.joined = join(LogLoad.CHANNELS, LogLoad.PATTERN);
    }

    @Override
    public String name() {
        return "java" + number;
    }

    @Override
    public CompletableFuture<?> joined() {
        return joined;
    }

    private CompletableFuture<?> join(List<String> channels, String pattern) {
        boolean byPattern = number % 5 == 4;
        List<String> subscriptions = byPattern ? List.of(pattern) : channels;
        return client.connect()
                .thenCompose(connected -> CompletableFuture.allOf(
                        subscriptions.stream().map(this::subscribe).toArray(CompletableFuture[]::new)))
                .thenRun(() -> {
                    if (!byPattern) {
                        channels.forEach(channel -> voice.say("subscribed", name(), channel));
                    }
                });
    }

    private CompletableFuture<?> subscribe(String channel) {
        HistoryOptions told = HistoryOptions.live()
                .onRecovered(recovery -> voice.say("recovered", name(), recovery.channel()))
                .onLost(this::told);
        return client.subscribe(channel, told, this::read);
    }

    private void told(Recovery recovery) {
        Position at = recovery.position();
        voice.say(
                "told",
                name(),
                recovery.channel(),
                recovery.reason(),
                at == null ? "-" : at.epoch(),
                at == null ? "-" : at.offset());
    }

    private void read(Message message) {
        Position at = message.position().orElseThrow();
        voice.say("read", name(), message.channel(), at.epoch(), at.offset(), message.dataAs(String.class));
    }

    @Override
    public void publish(String channel, String value) {
        voice.say("sending", name(), channel, value);
        CompletableFuture<Message> ended =
                number % 4 < 2 ? client.publish(channel, value, "key-" + value) : client.publish(channel, value);
        ended.whenComplete((reply, failure) -> ended(channel, value, reply, failure));
    }

    private void ended(String channel, String value, @Nullable Message reply, @Nullable Throwable failure) {
        if (reply != null && reply.position().isPresent()) {
            Position at = reply.position().orElseThrow();
            voice.say("sent", name(), channel, value, at.epoch(), at.offset());
        } else if (isUnknown(failure)) {
            voice.say("unknown", name(), channel, value);
        } else {
            voice.say("#", name(), value, failure);
            voice.say("refused", name(), channel, value);
        }
    }

    /** @return whether it may have been stored; 503 says that the server does not know either */
    private static boolean isUnknown(@Nullable Throwable failure) {
        Throwable why = failure instanceof CompletionException ? failure.getCause() : failure;
        return why instanceof BayeuxException known
                && (known.outcome() == Outcome.UNKNOWN
                        || known.error()
                                .filter(error -> error.startsWith("503:"))
                                .isPresent());
    }

    @Override
    public void close() {
        client.abort();
    }

    @Override
    public String toString() {
        return name() + " " + client.state();
    }
}
