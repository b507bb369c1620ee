package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.api.ServerSessionListener.RemovedListener;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.oort.Seti;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import dev.halley.service.Configure;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.RemoteCallException;
import dev.halley.service.Service;
import dev.halley.service.Subscription;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows who is in which chat room and what was said there last, and tells.
 *
 * <p>A room is a channel below {@code /chat/}. Who publishes <code>{user, join: true}</code> there comes in, and is
 * sent the list of members; who publishes <code>{user, leave: true}</code>, or whose session ends, goes out. Each
 * change goes to everybody on {@code /members/<room>} and, as a number, on {@code /rooms}. Members whose session ended
 * are said goodbye for in the room. What members say gets a field {@code said} with the name by which the room knows
 * them, and the time. Members publish <code>{typing: true}</code> on {@code /typing/<room>}, whose messages are lazy.
 *
 * <p>In a cluster the rooms span the nodes: each node tells the others who is in its rooms, and gives its clients the lists of all together.
 * A member of a room is a user of {@link Seti}, by which private messages find all sessions of that name, on any node.
 *
 * <p>The limits are there because anybody may come in; a join beyond them is refused with
 * {@code 403:<which>:publish_denied}.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("chat")
@ApplicationScoped
public class ChatService {

    private static final String CHAT = "/chat/";
    private static final String MEMBERS = "/members/";
    private static final String ROOMS = "/rooms";
    private static final String TYPING = "/typing/";
    private static final String PRIVATE = "/service/chat/private";
    private static final String AWAY = "/service/chat/away";
    private static final String SIGNATURE = "said";
    /** Between the nodes of a cluster. */
    private static final String NODES = "/chat-nodes";

    /** How long a session waits for the next page of its tab. */
    private static final Duration RELOAD = Duration.ofSeconds(5);

    private BayeuxServer server;
    private Seti seti;
    private ChatNodes nodes;
    private final KillSwitch killSwitch;
    private final ChatLimits limits;
    private final Rooms rooms;
    private final History history;
    private final Announcer announcer = new Announcer(this::publishMembers);
    private final Announcer teller = new Announcer(this::tellNodes);

    /** For CDI, which gives the server after this. */
    protected ChatService() {
        this.killSwitch = KillSwitch.ofThisServer();
        this.limits = ChatLimits.USUAL;
        this.rooms = new Rooms(limits, InstantSource.system());
        this.history = new History(limits.history(), InstantSource.system());
    }

    /** For where there is no CDI. */
    public ChatService(BayeuxServer server, Seti seti) {
        this(server, seti, ChatLimits.USUAL, InstantSource.system());
    }

    ChatService(BayeuxServer server, Seti seti, ChatLimits limits, InstantSource clock) {
        this(server, seti, limits, clock, KillSwitch.ofThisServer());
    }

    ChatService(BayeuxServer server, Seti seti, ChatLimits limits, InstantSource clock, KillSwitch killSwitch) {
        this.killSwitch = killSwitch;
        this.limits = limits;
        this.rooms = new Rooms(limits, clock);
        this.history = new History(limits.history(), clock);
        use(server, seti, new ChatNodes());
    }

    @Inject
    private void use(BayeuxServer its, Seti users, ChatNodes others) {
        server = its;
        seti = users;
        nodes = others;
        nodes.onChange(this::nodesChanged);
    }

    /** @return the names of those who are in the room, each once, who came first stands first */
    public List<String> members(String room) {
        return everywhere(room).names();
    }

    /** That somebody types may wait until something else goes the same way. */
    @Configure(value = TYPING + "**", configureIfExists = true)
    public void typingIsLazy(ServerChannel channel) {
        channel.lazyTimeout(Duration.ofMillis(300));
    }

    /** Nobody tells who is here but the server. */
    @Listener({MEMBERS + "**", ROOMS, NODES})
    public boolean onlyTheServerTells(@Nullable ServerSession from) {
        return from == null;
    }

    /** Sees everything that is published in the rooms. */
    @Listener(CHAT + "**")
    public Verdict<Request.Publish> heard(@Nullable ServerSession from, Request.Publish message) {
        if (from == null) {
            return Verdict.pass();
        }
        String room = message.channel().toString().substring(CHAT.length());
        Optional<ChatMessage> heard = ChatMessage.from(message.data());
        if (heard.isEmpty()) {
            return signed(room, from, message);
        }
        if (heard.get().leave()) {
            rooms.nameOf(room, from.id()).ifPresent(name -> seti.disassociate(userId(room, name), from));
            rooms.leave(room, from.id()).ifPresent(name -> changed(room));
            return Verdict.pass();
        }
        return join(room, from, heard.get().user());
    }

    /** Puts the member's name and the time on it; nobody else can. */
    private Verdict<Request.Publish> signed(String room, ServerSession from, Request.Publish message) {
        Optional<String> name = rooms.nameOf(room, from.id());
        Envelope envelope = message.envelope();
        if (name.isEmpty() && !envelope.others().containsKey(SIGNATURE)) {
            return Verdict.pass();
        }
        Map<String, RawJson> others = new LinkedHashMap<>(envelope.others());
        others.remove(SIGNATURE);
        name.ifPresent(by ->
                others.put(SIGNATURE, history.add(room, by, message.data()).signature()));
        Envelope signed = new Envelope(envelope.channel(), envelope.id(), envelope.clientId(), envelope.ext(), others);
        return Verdict.replace(new Request.Publish(signed, message.channel(), message.data()));
    }

    private Verdict<Request.Publish> join(String room, ServerSession joiner, String name) {
        Rooms.Joined joined;
        Optional<String> before = rooms.nameOf(room, joiner.id());
        try {
            joined = rooms.join(room, joiner.id(), name);
        } catch (Rooms.LimitReachedException limit) {
            return Verdict.refuse(BayeuxError.publishDenied(limit.getMessage()));
        }
        before.filter(earlier -> !earlier.equals(name))
                .ifPresent(earlier -> seti.disassociate(userId(room, earlier), joiner));
        try {
            seti.associate(userId(room, name), joiner);
        } catch (IllegalArgumentException | IllegalStateException notOne) {
            rooms.leave(room, joiner.id());
            return Verdict.refuse(BayeuxError.publishDenied("not_addressable"));
        }
        if (joined.first()) {
            RemovedListener listener = (session, reason) -> ended(session, reason);
            joiner.addListener(listener);
        }
        if (!joiner.isHandshaken()) {
            // It ended meanwhile, perhaps before the listener was there.
            ended(joiner, CloseReason.DISCONNECTED);
            return Verdict.pass();
        }
        askNodes();
        joiner.deliver(null, CHAT + room, welcome(everywhere(room)));
        if (joined.changed()) {
            changed(room);
        }
        return Verdict.pass();
    }

    /** @return by which the other nodes know a member */
    private static String userId(String room, String name) {
        return room + '\n' + name;
    }

    private void ended(ServerSession session, CloseReason reason) {
        Map<String, String> gone = rooms.leaveAll(session.id());
        if (reason == CloseReason.SERVER_STOPPED || reason == CloseReason.DRAINED) {
            // Everybody goes at once; there is nobody to tell.
            return;
        }
        gone.forEach((room, name) -> {
            changed(room);
            server.createChannel(CHAT + room).publish(null, goodbye(name));
        });
    }

    /** The members of a room here are others. */
    private void changed(String room) {
        announcer.announce(room);
        if (isOneOfMany()) {
            teller.announce(NODES);
        }
    }

    private void publishMembers(String room) {
        Rooms.Members members = everywhere(room);
        Map<String, Object> data = new LinkedHashMap<>();
        members.addTo(data);
        tellClients(MEMBERS + room, data);
        tellClients(ROOMS, members.count(room));
    }

    /** Each node tells its own clients, since what it knows of all nodes may be newer than what another one knows. */
    private void tellClients(String channel, Map<String, Object> data) {
        ServerChannel told = server.createChannel(channel);
        if (isOneOfMany()) {
            RawJson once = RawJson.from(data);
            told.subscribers().forEach(session -> session.deliver(null, channel, once));
        } else {
            told.publish(null, data);
        }
    }

    private Rooms.Members everywhere(String room) {
        Rooms.Members here = rooms.members(room);
        return isOneOfMany() ? new Rooms.Members(allRooms().getOrDefault(room, List.of()), here.at()) : here;
    }

    private Map<String, List<String>> allRooms() {
        return nodes.with(server.nodeName(), rooms.names());
    }

    private boolean isOneOfMany() {
        return !server.nodeName().isEmpty();
    }

    private void tellNodes(String channel) {
        server.createChannel(channel).publish(null, new NodeNews(server.nodeName(), rooms.names()).data());
    }

    /** A node that has just started, or was apart, knows nothing of the others. */
    private void askNodes() {
        if (isOneOfMany() && nodes.lacks(server.nodeName())) {
            server.createChannel(NODES).publish(null, new NodeNews(server.nodeName(), null).data());
        }
    }

    private void nodesChanged(Set<String> changedRooms) {
        changedElsewhere(changedRooms);
        if (isOneOfMany()) {
            teller.announce(NODES);
        }
    }

    private void changedElsewhere(Set<String> changedRooms) {
        if (!changedRooms.isEmpty()) {
            rooms.touch();
            changedRooms.forEach(announcer::announce);
        }
    }

    /** Another node tells, or asks. */
    @Subscription(NODES)
    public void told(RawJson data) {
        NodeNews news = NodeNews.from(data);
        if (news.node().equals(server.nodeName())) {
            return;
        }
        if (news.rooms() == null) {
            teller.announce(NODES);
        } else {
            changedElsewhere(nodes.tell(news.node(), news.rooms()));
        }
    }

    /** Tells by which node a client is served: its name, empty where there is but one, and whether clients may kill it. */
    @RemoteCall("chat/node")
    public Map<String, Object> node() {
        return Map.of("node", server.nodeName(), "killable", killSwitch.isOn());
    }

    /** Kills the node, where that is switched on. */
    @RemoteCall("chat/kill")
    public Map<String, Object> kill() {
        if (!killSwitch.isOn()) {
            throw refusal("switched_off");
        }
        killSwitch.halt().run();
        return Map.of();
    }

    /** Who types is told by the room's name for the session, whatever the message says. */
    @Listener(TYPING + "**")
    public Verdict<Request.Publish> typing(@Nullable ServerSession from, Request.Publish message, Typing typing) {
        String room = message.channel().toString().substring(TYPING.length());
        return (from == null ? Optional.<String>empty() : rooms.nameOf(room, from.id()))
                .map(name -> Map.of("user", name, "typing", typing.typing()))
                .map(data -> Verdict.replace(message.withData(RawJson.from(data))))
                .orElse(Verdict.refuse(BayeuxError.publishDenied("not_a_member")));
    }

    /** Tells of the rooms that have members; what changes then is told on {@code /rooms}. */
    @RemoteCall("chat/rooms")
    public Map<String, Object> rooms() {
        askNodes();
        return rooms.list(isOneOfMany() ? allRooms() : rooms.names());
    }

    /** Tells a member who is in the room and what was said there last, the oldest first. */
    @RemoteCall("chat/history")
    public Map<String, Object> history(ServerSession member, InRoom asked) {
        nameOf(member, asked.room());
        member.maxInterval(null);
        List<Map<String, Object>> messages =
                history.of(asked.room()).stream().map(ChatService::told).toList();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("messages", messages);
        everywhere(asked.room()).addTo(data);
        return data;
    }

    /** A page ends. Another may go on with its session, if it comes soon; if not, the member has left. */
    @Listener(AWAY)
    public void away(ServerSession member) {
        member.maxInterval(RELOAD);
        // Ends a poll that is held, which nobody waits for any more: from now on the time counts.
        member.deliver(null, AWAY, Map.of());
    }

    /** Says something to one member of a room alone, in all of that member's tabs, on whichever nodes they are. */
    @RemoteCall("chat/private")
    public CompletionStage<Map<String, Object>> whisper(ServerSession from, Whisper whisper) {
        String name = nameOf(from, whisper.room());
        if (whisper.chat().isEmpty() || whisper.chat().length() > limits.textLength()) {
            throw refusal("text_length");
        }
        Map<String, Object> data = new HashMap<>(whisper.data());
        data.put("user", name);
        if (whisper.to().isEmpty() || whisper.to().length() > limits.nameLength()) {
            throw refusal("not_here");
        }
        return seti.send(userId(whisper.room(), whisper.to()), PRIVATE, data).thenApply(delivery -> {
            if (!delivery.isReached()) {
                throw refusal("not_here");
            }
            return Map.of("to", whisper.to());
        });
    }

    private String nameOf(ServerSession session, String room) {
        return rooms.nameOf(room, session.id()).orElseThrow(() -> refusal("not_a_member"));
    }

    private static RemoteCallException refusal(String reason) {
        return new RemoteCallException(Map.of("reason", reason));
    }

    private static Map<String, Object> told(History.Said said) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("data", said.data());
        message.put(SIGNATURE, said.signature());
        return message;
    }

    private static Map<String, Object> welcome(Rooms.Members members) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chat", "members=" + members.names());
        members.addTo(data);
        return data;
    }

    private static Map<String, Object> goodbye(String name) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("user", name);
        data.put("leave", true);
        data.put("chat", name + " has left");
        return data;
    }

    /** Whether a member types. */
    public record Typing(boolean typing) {}

    /** Which room a member asks about; empty if it does not say. */
    public record InRoom(String room) {
        public InRoom(@Nullable String room) {
            this.room = room == null ? "" : room;
        }
    }

    /**
     * What a member says to one other. What is missing is empty.
     *
     * @param room where both are
     * @param to the other's name
     * @param chat the text
     * @param id the sender's own mark, handed on
     */
    public record Whisper(String room, String to, String chat, String id) {
        public Whisper(@Nullable String room, @Nullable String to, @Nullable String chat, @Nullable String id) {
            this.room = room == null ? "" : room;
            this.to = to == null ? "" : to;
            this.chat = chat == null ? "" : chat;
            this.id = id == null ? "" : id;
        }

        Map<String, Object> data() {
            return Map.of("room", room, "to", to, "chat", chat, "id", id);
        }
    }
}
