package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerChannelListener.MessageListener;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.oort.Seti;
import dev.halley.protocol.BayeuxError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the members of the rooms where the server does not: in a cluster, by what {@link Seti} knows. Clients see them as the
 * server would show them, on {@code /presence/chat/<room>}, but for the number of a member's sessions; each change brings the whole list.
 *
 * <p>Thread-safety: guarded by itself, also while it delivers, so that nobody gets an older list after a newer one.
 */
final class ClusterMembers implements BayeuxServerListener.SubscriptionListener {

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
        Registration newcomers = server.addListener(this);
        return () -> List.of(refusal, newcomers).forEach(Registration::close);
    }

    @Override
    public synchronized void subscribed(ServerSession session, ServerChannel channel) {
        if (channel.name().startsWith(SHOWN)) {
            session.deliver(null, channel.name(), list(channel.name().substring(SHOWN.length())));
        }
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
