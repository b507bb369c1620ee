package dev.halley.core;

import dev.halley.api.Member;
import dev.halley.api.ServerSession;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.MemberEvents;
import dev.halley.core.channel.Subscriber;
import dev.halley.core.runtime.Platform;
import dev.halley.core.session.CoreSession;
import dev.halley.core.session.ExtensionChain;
import dev.halley.core.session.SessionFlusher;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.Encoded;
import dev.halley.spi.PresenceTracker;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.Timer;
import java.time.Duration;
import java.util.Collection;

/**
 * What the tracker of presence uses of the server.
 *
 * <p>Thread-safety: thread-safe.
 */
record CorePresenceContext(
        Platform platform,
        ChannelTree channels,
        MemberEvents members,
        ExtensionChain extensions,
        SessionFlusher scheduler)
        implements PresenceTracker.PresenceContext {

    @Override
    public boolean isOn(ChannelId channel) {
        return channels.showsMembers(channel);
    }

    @Override
    public long awayNanos(ServerSession session) {
        return ours(session).awayNanos();
    }

    @Override
    public void expectBack(ServerSession session, boolean expected) {
        ours(session).attendance().expectBack(expected);
    }

    /** All that it is told of are of this server. */
    private static CoreSession ours(ServerSession session) {
        return (CoreSession) session;
    }

    @Override
    public void joined(ChannelId channel, Member member) {
        members.joined(channel, member);
    }

    @Override
    public void left(ChannelId channel, Member member) {
        members.left(channel, member);
    }

    @Override
    public void tellSoon() {
        if (members.hasUntold()) {
            // By the timer, lest a worker that is whoever calls this runs the application's code under the caller's
            // locks.
            platform.timer().schedule(Duration.ZERO, () -> platform.handOver(members::tell));
        }
    }

    @Override
    public void deliver(ChannelId channel, RawJson data, Collection<ServerSession> sessions) {
        scheduler.inScope(() -> {
            ChannelMessage message = extensions.byServer(null, null, ChannelMessage.of(channel.toString(), data));
            if (message == null) {
                events().eventStopped(channel.toString(), sessions.size(), "extension");
            } else {
                deliver(Encoded.of(message), sessions);
            }
        });
    }

    private void deliver(Encoded message, Collection<ServerSession> sessions) {
        int[] delivered = new int[1];
        scheduler.coalesce(() -> {
            for (ServerSession session : sessions) {
                Subscriber subscriber = ours(session);
                delivered[0] += subscriber.deliver(null, message, null) ? 1 : 0;
            }
        });
        events().published(message.message().channel(), delivered[0]);
    }

    @Override
    public void run(Runnable task) {
        platform.handOver(task);
    }

    @Override
    public Timer timer() {
        return platform.timer();
    }

    @Override
    public ServerEvents events() {
        return platform.events();
    }
}
