package dev.halley.core.session;

import dev.halley.api.Position;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.PublishResult;
import dev.halley.core.publish.Coalescer;
import dev.halley.core.runtime.Listeners;
import dev.halley.core.runtime.Once;
import dev.halley.core.runtime.UserCode;
import dev.halley.json.RawJson;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Payload;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A client within the server.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class CoreLocalSession implements LocalReceiver {

    private final CoreSession session;
    private final LocalRequests requests;
    private final UserCode userCode;
    private final Coalescer coalescer;
    private final Listeners<Interest> interests = new Listeners<>();

    private record Interest(ChannelId channel, MessageListener listener, boolean subscribes) {}

    public CoreLocalSession(CoreSession session, LocalRequests requests, UserCode userCode, Coalescer coalescer) {
        this.session = session;
        this.requests = requests;
        this.userCode = userCode;
        this.coalescer = coalescer;
    }

    @Override
    public ServerSession session() {
        return session;
    }

    @Override
    public Registration subscribe(String channel, MessageListener listener) {
        ChannelId id = ChannelId.of(channel);
        Registration interest = interests.add(new Interest(id, listener, true));
        Reply reply = subscribe(id);
        if (!reply.successful()) {
            interest.close();
            throw new IllegalStateException("The subscription to " + channel + " was refused: " + reply.error());
        }
        Once closed = new Once();
        return () -> {
            if (closed.first()) {
                interest.close();
                unsubscribe(id);
            }
        };
    }

    private Reply subscribe(ChannelId id) {
        RawJson name = RawJson.from(id.toString());
        return handle(new Request.Subscribe(envelope("/meta/subscribe"), List.of(id), name));
    }

    /** Nobody listens to this subscription any more; others of the same channel may. */
    private void unsubscribe(ChannelId id) {
        if (isSubscribed(id) || !session.isHandshaken()) {
            return;
        }
        RawJson name = RawJson.from(id.toString());
        handle(new Request.Unsubscribe(envelope("/meta/unsubscribe"), List.of(id), name));
        if (isSubscribed(id) && session.isHandshaken()) {
            // Another thread subscribed meanwhile, and this has undone it.
            subscribe(id);
        }
    }

    private boolean isSubscribed(ChannelId id) {
        return interests.all().stream()
                .anyMatch(
                        interest -> interest.subscribes() && interest.channel().equals(id));
    }

    @Override
    public Registration addListener(String channel, MessageListener listener) {
        return interests.add(new Interest(ChannelId.of(channel), listener, false));
    }

    @Override
    public Reply publish(String channel, @Nullable Object data) {
        ChannelMessage message = message(channel, data);
        Request.Publish publish = publishOf(message);
        BayeuxError refusal = publish(publish, message.lazy()).refusal();
        return refusal == null ? Reply.success(publish) : Reply.failure(publish, refusal);
    }

    @Override
    public CompletionStage<Position> publishAsync(String channel, @Nullable Object data) {
        ChannelMessage message = message(channel, data);
        return publish(publishOf(message), message.lazy()).position();
    }

    @Override
    public CompletionStage<Position> publishAsync(String channel, @Nullable Object data, String key) {
        ChannelMessage message = message(channel, data).withPublishKey(key);
        return publish(publishOf(message), message.lazy()).position();
    }

    private PublishResult publish(Request.Publish publish, boolean lazy) {
        PublishResult[] result = new PublishResult[1];
        duringRequest(() -> {
            try {
                result[0] = requests.publish(session, publish, lazy);
            } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
                result[0] = PublishResult.refused(failed(thrown));
            }
        });
        return result[0];
    }

    private Request.Publish publishOf(ChannelMessage message) {
        Envelope envelope =
                new Envelope(message.channel(), message.id(), session.id(), message.ext(), message.others());
        RawJson data = Objects.requireNonNullElse(message.data(), RawJson.NULL);
        return new Request.Publish(envelope, ChannelId.of(message.channel()), data);
    }

    private static ChannelMessage message(String channel, @Nullable Object data) {
        ChannelId id = ChannelId.of(channel);
        if (!id.isPlain()) {
            throw new IllegalArgumentException("Nothing can be published on " + channel
                    + ": it is a meta channel, a pattern or a template. Publish on a broadcast or service channel.");
        }
        return Payload.toMessage(id.toString(), data);
    }

    @Override
    public void disconnect() {
        session.disconnect(CloseReason.DISCONNECTED);
    }

    @Override
    public void receive(ChannelMessage event) {
        ChannelId channel = ChannelId.of(event.channel());
        for (Interest interest : interests.all()) {
            if (interest.channel().matches(channel)) {
                userCode.run("local session listener", interest.listener(), () -> interest.listener()
                        .onMessage(this, event));
            }
        }
    }

    private Reply handle(Request request) {
        Reply[] reply = new Reply[1];
        duringRequest(() -> reply[0] = answer(request));
        return reply[0];
    }

    private void duringRequest(Runnable handling) {
        if (!session.isHandshaken()) {
            throw new IllegalStateException("The local session has ended.");
        }
        userCode.runner().inScope(() -> coalescer.coalesce(handling));
    }

    private Reply answer(Request request) {
        try {
            return requests.handle(session, request);
        } catch (Exception | StackOverflowError | LinkageError | AssertionError thrown) {
            // As for everybody else's messages.
            return Reply.failure(request, failed(thrown));
        }
    }

    private BayeuxError failed(Throwable thrown) {
        return UserCode.failed(userCode.events(), "message", thrown);
    }

    private Envelope envelope(String channel) {
        return new Envelope(channel, null, session.id(), null, Map.of());
    }
}
