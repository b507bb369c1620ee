package dev.halley.service;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.RemovedListener;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/** The same chat service with annotations. docs/services.md shows it. */
@Service("chat")
public class ChatOfToday {

    public record Chat(String user, boolean join) {}

    private final Map<String, Set<String>> members = new ConcurrentHashMap<>();

    @Session
    private LocalSession chat;

    @Listener("/chat/{room}")
    public void trackMembers(ServerSession joiner, @Param("room") String room, Chat said) {
        if (said.join()) {
            Set<String> joined = members.computeIfAbsent(room, absent -> new CopyOnWriteArraySet<>());
            joined.add(said.user());
            joiner.addListener((RemovedListener) (session, reason) -> joined.remove(said.user()));
            joiner.deliver(chat.session(), "/chat/" + room, Map.of("chat", "members=" + joined));
        }
    }

    public void sayToAll(String text) {
        chat.publish("/chat/demo", Map.of("chat", text));
    }

    public void sayTo(ServerSession one, String text) {
        one.deliver(chat.session(), "/chat/demo", Map.of("chat", text));
    }
}
