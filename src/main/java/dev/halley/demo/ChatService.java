package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.api.Verdict;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Knows who is in which chat room, and tells.
 *
 * <p>A room is a channel below {@code /chat/}. Who publishes <code>{user, join: true}</code> there comes in, and is
 * sent the list of members; who publishes <code>{user, leave: true}</code>, or whose session ends, goes out. Each
 * change goes to everybody on {@code /members/<room>}. Members whose session ended are said goodbye for in the room.
 *
 * <p>The limits are there because anybody may come in; a join beyond them is refused with
 * {@code 403:<which>:publish_denied}.
 *
 * <p>Thread-safety: thread-safe; the fields are guarded by {@code lock}, which is never held while calling out.
 */
@Service("chat")
@ApplicationScoped
public class ChatService {

    private static final String CHAT = "/chat/";
    private static final String MEMBERS = "/members/";

    @Inject
    private BayeuxServer server;

    private final ChatLimits limits;
    private final Object lock = new Object();
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, Set<String>> roomsBySession = new HashMap<>();
    /** The rooms whose list some thread publishes now, and whether it has changed since. */
    private final Map<String, Boolean> announcing = new HashMap<>();

    /** For CDI, which gives the server after this. */
    protected ChatService() {
        this.limits = ChatLimits.USUAL;
    }

    /** For where there is no CDI. */
    public ChatService(BayeuxServer server) {
        this(server, ChatLimits.USUAL);
    }

    ChatService(BayeuxServer server, ChatLimits limits) {
        this.server = server;
        this.limits = limits;
    }

    /** @return the names of those who are in the room, each once, who came first stands first */
    public List<String> members(String room) {
        synchronized (lock) {
            Room known = rooms.get(room);
            return known == null ? List.of() : known.names();
        }
    }

    /** Sees everything that is published in the rooms. */
    @Listener(CHAT + "**")
    public Verdict<Request.Publish> heard(@Nullable ServerSession from, Request.Publish message) {
        Optional<ChatMessage> heard = from == null ? Optional.empty() : ChatMessage.from(message.data());
        if (from == null || heard.isEmpty()) {
            return Verdict.pass();
        }
        String room = message.channel().toString().substring(CHAT.length());
        if (heard.get().leave()) {
            leave(room, from);
            return Verdict.pass();
        }
        Optional<String> limit = join(room, from, heard.get().user());
        return limit.map(which -> Verdict.<Request.Publish>refuse(BayeuxError.publishDenied(which)))
                .orElse(Verdict.pass());
    }

    /** @return which limit forbids it, if one does */
    private Optional<String> join(String room, ServerSession joiner, String name) {
        boolean changed;
        boolean known;
        List<String> members;
        synchronized (lock) {
            Optional<String> limit = limit(room, joiner.id(), name);
            if (limit.isPresent()) {
                return limit;
            }
            Room joined = rooms.computeIfAbsent(room, absent -> new Room());
            changed = joined.join(joiner.id(), name);
            members = joined.names();
            known = roomsBySession.containsKey(joiner.id());
            roomsBySession
                    .computeIfAbsent(joiner.id(), absent -> new LinkedHashSet<>())
                    .add(room);
        }
        if (!known) {
            RemovedListener listener = (session, reason) -> ended(session, reason);
            joiner.addListener(listener);
        }
        if (!joiner.isHandshaken()) {
            // It ended meanwhile, perhaps before the listener was there.
            ended(joiner, CloseReason.DISCONNECTED);
            return Optional.empty();
        }
        joiner.deliver(null, CHAT + room, welcome(members));
        if (changed) {
            announce(room);
        }
        return Optional.empty();
    }

    private Optional<String> limit(String room, String session, String name) {
        if (name.isEmpty() || name.length() > limits.nameLength()) {
            return Optional.of("name_length");
        }
        if (room.length() > limits.roomLength()) {
            return Optional.of("room_length");
        }
        Room known = rooms.get(room);
        if (known == null) {
            return rooms.size() < limits.rooms() ? Optional.empty() : Optional.of("max_rooms");
        }
        return known.has(session) || known.size() < limits.members() ? Optional.empty() : Optional.of("max_members");
    }

    private void leave(String room, ServerSession leaver) {
        Optional<Room.Departure> departure;
        synchronized (lock) {
            departure = depart(room, leaver.id());
            Set<String> others = roomsBySession.get(leaver.id());
            if (others != null) {
                others.remove(room);
            }
        }
        if (departure.filter(Room.Departure::last).isPresent()) {
            announce(room);
        }
    }

    private void ended(ServerSession session, CloseReason reason) {
        Map<String, String> goodbyes = new LinkedHashMap<>();
        synchronized (lock) {
            Set<String> left = roomsBySession.remove(session.id());
            for (String room : left == null ? Set.<String>of() : left) {
                depart(room, session.id())
                        .filter(Room.Departure::last)
                        .ifPresent(departure -> goodbyes.put(room, departure.name()));
            }
        }
        if (reason == CloseReason.SERVER_STOPPED) {
            // Everybody goes at once; there is nobody to tell.
            return;
        }
        goodbyes.forEach((room, name) -> {
            announce(room);
            server.createChannel(CHAT + room).publish(null, goodbye(name));
        });
    }

    private Optional<Room.Departure> depart(String room, String session) {
        Room left = rooms.get(room);
        Optional<Room.Departure> departure = left == null ? Optional.empty() : left.leave(session);
        if (left != null && left.size() == 0) {
            rooms.remove(room);
        }
        return departure;
    }

    /** When threads change a room at once, one of them publishes for all, so that the newest list comes last. */
    private void announce(String room) {
        Optional<List<String>> names = firstToAnnounce(room);
        while (names.isPresent()) {
            server.createChannel(MEMBERS + room).publish(null, Map.of("members", names.get()));
            names = nextToAnnounce(room);
        }
    }

    private Optional<List<String>> firstToAnnounce(String room) {
        synchronized (lock) {
            if (announcing.putIfAbsent(room, false) == null) {
                return Optional.of(members(room));
            }
            announcing.put(room, true);
            return Optional.empty();
        }
    }

    private Optional<List<String>> nextToAnnounce(String room) {
        synchronized (lock) {
            if (announcing.replace(room, true, false)) {
                return Optional.of(members(room));
            }
            announcing.remove(room);
            return Optional.empty();
        }
    }

    private static Map<String, Object> welcome(List<String> members) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chat", "members=" + members);
        data.put("members", members);
        return data;
    }

    private static Map<String, Object> goodbye(String name) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("user", name);
        data.put("leave", true);
        data.put("chat", name + " has left");
        return data;
    }
}
