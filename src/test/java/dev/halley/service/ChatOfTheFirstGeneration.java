package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.MessageListener;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;

/** A chat service as one wrote it in 2008. docs/services.md shows it. */
public class ChatOfTheFirstGeneration extends BayeuxService {

    private static final Logger LOGGER = System.getLogger(ChatOfTheFirstGeneration.class.getName());

    private final ConcurrentMap<String, Set<String>> members = new ConcurrentHashMap<>();

    public ChatOfTheFirstGeneration(BayeuxServer bayeux) {
        super(bayeux, "chat");
        subscribe("/chat/**", "trackMembers");
    }

    public void trackMembers(ServerSession joiner, String channel, Map<String, Object> data, @Nullable String id) {
        if (Boolean.TRUE.equals(data.get("join"))) {
            Set<String> room = members.get(channel);
            if (room == null) {
                Set<String> fresh = new CopyOnWriteArraySet<>();
                room = members.putIfAbsent(channel, fresh);
                if (room == null) {
                    room = fresh;
                }
            }
            final Set<String> joined = room;
            final String user = (String) data.get("user");
            joined.add(user);

            joiner.addListener(new RemovedListener() {
                @Override
                public void removed(ServerSession session, CloseReason reason) {
                    joined.remove(user);
                }
            });

            joiner.addListener(new MessageListener() {
                @Override
                public Verdict<ChannelMessage> onMessage(
                        ServerSession to, @Nullable ServerSession from, ChannelMessage message) {
                    LOGGER.log(Level.DEBUG, "message from " + from + " to " + to + " : " + message);
                    return Verdict.pass();
                }
            });

            send(joiner, channel, Map.of("chat", "members=" + joined), id);
        }
    }

    public void sayToAll(String text) {
        Map<String, Object> data = new HashMap<>();
        data.put("chat", text);
        server().createChannel("/chat/demo").publish(client().session(), data);
    }

    public void sayTo(ServerSession one, String text) {
        Map<String, Object> data = new HashMap<>();
        data.put("chat", text);
        send(one, "/chat/demo", data, null);
    }
}
