package dev.halley.demo;

import dev.halley.api.BayeuxExtension;
import dev.halley.api.BayeuxServer;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.oort.Seti;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Reply;
import dev.halley.protocol.Request;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Shows the members of the rooms where the server does not: in a cluster, by what {@link Seti} knows. Clients see them as the
 * server would show them, on {@code /presence/chat/<room>}, but for the number of a member's sessions; each change brings the whole list.
 *
 * <p>Thread-safety: guarded by itself, also while it delivers, so that nobody gets an older list after a newer one.
 */
final class ClusterMembers implements BayeuxExtension {

    private static final String SHOWN = "/presence/chat/";

    private final BayeuxServer server;
    private final Rooms rooms;
    private long version;

    ClusterMembers(BayeuxServer server, Rooms rooms) {
        this.server = server;
        this.rooms = rooms;
    }

    /** @return ends it */
    Registration begin() {
        MessageListener onlyTheServer = (from, message) ->
                from == null ? Verdict.pass() : Verdict.refuse(BayeuxError.publishDenied(BayeuxError.BY_PRESENCE));
        Registration refusal = server.createChannel(SHOWN + "**").addListener(onlyTheServer);
        Registration newcomers = server.addExtension(this);
        return () -> List.of(refusal, newcomers).forEach(Registration::close);
    }

    /** Who subscribes, for the first time or again, gets the list. */
    @Override
    public Verdict<Reply> reply(@Nullable ServerSession session, Request request, Reply reply) {
        if (session != null && reply.successful() && request instanceof Request.Subscribe subscribe) {
            subscribe.channels().stream()
                    .filter(ChannelId::isPlain)
                    .map(ChannelId::toString)
                    .filter(channel -> channel.startsWith(SHOWN))
                    .forEach(channel -> deliver(session, channel));
        }
        return Verdict.pass();
    }

    private synchronized void deliver(ServerSession session, String channel) {
        session.deliver(null, channel, list(channel.substring(SHOWN.length())));
    }

    /** The members of a room are others. */
    synchronized void changed(String room) {
        server.channel(SHOWN + room).ifPresent(shown -> {
            RawJson list = list(room);
            shown.subscribers().forEach(session -> session.deliver(null, shown.name(), list));
        });
    }

    private RawJson list(String room) {
        version++;
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("version", version);
        list.put(
                "members",
                rooms.names(room).stream().map(ClusterMembers::member).toList());
        return RawJson.from(list);
    }

    private static Map<String, Object> member(String name) {
        Map<String, Object> member = new LinkedHashMap<>();
        member.put("id", name);
        member.put("info", Map.of("name", name));
        return member;
    }
}
