package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener.SubscriptionListener;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Registration;
import dev.halley.api.SecurityPolicy;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.json.RawJson;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiListener;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.Envelope;
import dev.halley.protocol.Request;
import dev.halley.service.Configure;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.RemoteCallException;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names those who are in the chat's rooms, and passes on who types and what is said to one alone.
 *
 * <p>A room is a channel below {@code /chat/}. What was said there is kept by the channel's history, and who is there is shown by its
 * presence, as far as the server can. Who is subscribed to the channel and has said a name, in the handshake as {@link ChatPolicy} says or by
 * publishing <code>{user, join: true}</code> there, is in the room; the latter subscribes, too, and is sent the list of members. Who publishes
 * <code>{user, leave: true}</code>, or whose session ends, goes out. What members say gets a field {@code said} with the name by which the chat
 * knows them, the mark that tells them from others of that name, and the time. Members publish <code>{typing: true}</code> on {@code /typing/<room>}, whose messages are lazy.
 *
 * <p>A member of a room is a user of {@link Seti}, by which private messages find all sessions of that name, on any node of a cluster, and
 * by which the sizes of the rooms are told on {@code /rooms}.
 *
 * <p>The limits are there because anybody may come in; a join beyond them is refused with
 * {@code 403:<which>:publish_denied}, a text with {@code 403:text_length,<its length>,<the limit>:publish_denied}.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("chat")
@ApplicationScoped
public class ChatService {

    private static final System.Logger LOG = System.getLogger(ChatService.class.getName());

    private static final String CHAT = "/chat/";
    private static final String ROOMS = "/rooms";
    private static final String TYPING = "/typing/";
    private static final String PRIVATE = "/service/chat/private";
    private static final String AWAY = "/service/chat/away";
    private static final String SIGNATURE = "said";

    /** How long a session waits for the next page of its tab. */
    private static final Duration RELOAD = Duration.ofSeconds(5);

    private static final HistoryPolicy KEPT = new HistoryPolicy(200, Duration.ofDays(1));

    private BayeuxServer server;
    private Seti seti;
    private Rooms rooms;
    private InstantSource clock = InstantSource.system();
    private final KillSwitch killSwitch;
    private final ChatLimits limits;
    private final AtomicLong lastSaid = new AtomicLong();
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();

    /** For CDI, which gives the server after this. */
    protected ChatService() {
        this.killSwitch = KillSwitch.ofThisServer();
        this.limits = ChatLimits.USUAL;
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
        this.clock = clock;
        use(server, seti);
    }

    @Inject
    private void use(BayeuxServer its, Seti users) {
        server = its;
        seti = users;
        rooms = new Rooms(users, clock);
    }

    /** Switches on what rooms keep and show. */
    @Configure(value = CHAT + "**", configureIfExists = true)
    public void begin(ServerChannel all) {
        if (server.securityPolicy() == SecurityPolicy.DEFAULT) {
            server.securityPolicy(new ChatPolicy(limits.nameLength()));
        }
        keepHistory(all);
        all.presence(true);
        SubscriptionListener visitors = new Visitors();
        registrations.add(server.addListener(visitors));
        registrations.add(seti.addListener(new Changes()));
    }

    private static void keepHistory(ServerChannel all) {
        try {
            all.history(KEPT);
        } catch (IllegalStateException noHistory) {
            // A broker of the application's own may keep none.
            LOG.log(System.Logger.Level.INFO, "The chat's rooms keep nothing: " + noHistory.getMessage());
        }
    }

    /** Listens no more. */
    @PreDestroy
    void end() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }

    /** @return the names of those who are in the room, each once, sorted */
    public List<String> members(String room) {
        return rooms.names(room);
    }

    /** That somebody types may wait until something else goes the same way. */
    @Configure(value = TYPING + "**", configureIfExists = true)
    public void typingIsLazy(ServerChannel channel) {
        channel.lazyTimeout(Duration.ofMillis(300));
    }

    /** Nobody tells how many are here but the server. */
    @Listener(ROOMS)
    public boolean onlyTheServerTells(@Nullable ServerSession from) {
        return from == null;
    }

    /** Sees everything that is published in the rooms. */
    @Listener(CHAT + "**")
    public Verdict<Request.Publish> heard(@Nullable ServerSession from, Request.Publish message) {
        if (from == null) {
            return Verdict.pass();
        }
        int length = ChatMessage.textLength(message.data(), limits.textLength());
        if (length > limits.textLength()) {
            return Verdict.refuse(BayeuxError.publishDenied("text_length")
                    .with("text_length", String.valueOf(length), String.valueOf(limits.textLength())));
        }
        String room = message.channel().toString().substring(CHAT.length());
        Optional<ChatMessage> heard = ChatMessage.from(message.data());
        if (heard.isEmpty()) {
            return signed(room, from, message);
        }
        if (heard.get().leave()) {
            leave(room, from);
            return Verdict.pass();
        }
        return join(room, from, heard.get().user());
    }

    /** Puts the member's name and the time on it; nobody else can. */
    private Verdict<Request.Publish> signed(String room, ServerSession from, Request.Publish message) {
        Optional<Person> member = memberIn(room, from);
        Envelope envelope = message.envelope();
        if (member.isEmpty() && !envelope.others().containsKey(SIGNATURE)) {
            return Verdict.pass();
        }
        Map<String, RawJson> others = new LinkedHashMap<>(envelope.others());
        others.remove(SIGNATURE);
        member.ifPresent(by -> others.put(SIGNATURE, signature(by)));
        Envelope signed = new Envelope(envelope.channel(), envelope.id(), envelope.clientId(), envelope.ext(), others);
        return Verdict.replace(new Request.Publish(signed, message.channel(), message.data()));
    }

    private RawJson signature(Person by) {
        Map<String, Object> signature = by.as("by");
        signature.put("at", lastSaid.updateAndGet(last -> Math.max(last + 1, clock.millis())));
        return RawJson.from(signature);
    }

    private Verdict<Request.Publish> join(String room, ServerSession joiner, String name) {
        if (name.isEmpty() || name.length() > limits.nameLength()) {
            return Verdict.refuse(BayeuxError.publishDenied("name_length"));
        }
        if (room.length() > limits.roomLength()) {
            return Verdict.refuse(BayeuxError.publishDenied("room_length"));
        }
        try {
            String mark = ChatPolicy.personOf(joiner).map(Person::mark).orElse("");
            name(room, joiner, new Person(name, mark));
        } catch (IllegalArgumentException | IllegalStateException notOne) {
            return Verdict.refuse(BayeuxError.publishDenied("not_addressable"));
        }
        server.createChannel(CHAT + room).subscribe(joiner);
        joiner.deliver(null, CHAT + room, welcome(members(room)));
        return Verdict.pass();
    }

    /** Names a session, in the room that it joins and in all where it is; in none of them if that cannot be. */
    private void name(String joined, ServerSession session, Person person) {
        Optional<Person> former = ChatPolicy.personOf(session).filter(before -> !before.equals(person));
        Set<String> rooms = roomsOf(session);
        rooms.add(joined);
        associate(rooms, session, person);
        if (ChatPolicy.personOf(session).filter(person::equals).isEmpty()) {
            ChatPolicy.name(session, person);
        }
        former.ifPresent(before -> rooms.forEach(room -> seti.disassociate(Rooms.userId(room, before), session)));
    }

    private void associate(Set<String> rooms, ServerSession session, Person person) {
        List<String> done = new ArrayList<>();
        boolean complete = false;
        try {
            for (String room : rooms) {
                String userId = Rooms.userId(room, person);
                if (seti.associate(userId, session)) {
                    done.add(userId);
                }
            }
            complete = true;
        } finally {
            if (!complete) {
                done.forEach(userId -> seti.disassociate(userId, session));
            }
        }
    }

    private static Set<String> roomsOf(ServerSession session) {
        return session.subscriptions().stream()
                .map(ChatService::roomOf)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Optional<String> roomOf(ChannelId channel) {
        return channel.isPlain() && channel.toString().startsWith(CHAT)
                ? Optional.of(channel.toString().substring(CHAT.length()))
                : Optional.empty();
    }

    private void leave(String room, ServerSession session) {
        ChatPolicy.personOf(session).ifPresent(person -> seti.disassociate(Rooms.userId(room, person), session));
        server.channel(CHAT + room).ifPresent(channel -> channel.unsubscribe(session));
    }

    /** @return as whom the session is in the room, if it is there */
    private static Optional<Person> memberIn(String room, ServerSession session) {
        return ChatPolicy.personOf(session).filter(person -> roomsOf(session).contains(room));
    }

    /** Those who have names come into rooms and go by subscribing. */
    private final class Visitors implements SubscriptionListener {

        @Override
        public void subscribed(ServerSession session, ServerChannel channel) {
            named(session, channel, (id, person) -> {
                try {
                    seti.associate(Rooms.userId(id, person), session);
                } catch (IllegalArgumentException | IllegalStateException tooMany) {
                    // Private messages do not find the member there.
                }
            });
        }

        @Override
        public void unsubscribed(ServerSession session, ServerChannel channel) {
            named(session, channel, (id, person) -> seti.disassociate(Rooms.userId(id, person), session));
        }

        private void named(ServerSession session, ServerChannel channel, BiConsumer<String, Person> action) {
            roomOf(channel.id())
                    .filter(room -> room.length() <= limits.roomLength())
                    .ifPresent(room -> ChatPolicy.personOf(session).ifPresent(person -> action.accept(room, person)));
        }
    }

    /** Tells clients of rooms whose members are others. Each node tells its own, since all hear of it. */
    private final class Changes implements SetiListener {

        @Override
        public void online(String userId) {
            changed(Rooms.roomOf(userId));
        }

        @Override
        public void offline(String userId) {
            changed(Rooms.roomOf(userId));
        }

        private void changed(String room) {
            server.channel(ROOMS).ifPresent(told -> {
                RawJson news = RawJson.from(rooms.changed(room, clock));
                told.subscribers().forEach(session -> session.deliver(null, ROOMS, news));
            });
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
        return (from == null ? Optional.<Person>empty() : memberIn(room, from))
                .map(member -> {
                    Map<String, Object> data = member.as("user");
                    data.put("typing", typing.typing());
                    return Verdict.replace(message.withData(RawJson.from(data)));
                })
                .orElse(Verdict.refuse(BayeuxError.publishDenied("not_a_member")));
    }

    /** Tells of the rooms that have members; what changes then is told on {@code /rooms}. */
    @RemoteCall("chat/rooms")
    public Map<String, Object> rooms() {
        return rooms.fullest(limits.listed());
    }

    /** A page ends. Another may go on with its session, if it comes soon; if not, the member has left. */
    @Listener(AWAY)
    public void away(ServerSession member) {
        member.maxInterval(RELOAD);
        // Ends a poll that is held, which nobody waits for any more: from now on the time counts.
        member.deliver(null, AWAY, Map.of());
    }

    /** The page that goes on with the session is there. */
    @RemoteCall("chat/back")
    public Map<String, Object> back(ServerSession member) {
        member.maxInterval(null);
        return Map.of();
    }

    /** Says something to one member of a room alone, in all of that member's tabs, on whichever nodes they are. */
    @RemoteCall("chat/private")
    public CompletionStage<Map<String, Object>> whisper(ServerSession from, Whisper whisper) {
        Person sender = memberIn(whisper.room(), from).orElseThrow(() -> refusal("not_a_member"));
        int length = whisper.chat().length();
        if (length == 0 || length > limits.textLength()) {
            throw new RemoteCallException(
                    new TreeMap<>(Map.of("reason", "text_length", "length", length, "limit", limits.textLength())));
        }
        if (whisper.to().isEmpty()
                || whisper.to().length() > limits.nameLength()
                || whisper.person().length() > Person.MARK_LENGTH) {
            throw refusal("not_here");
        }
        Map<String, Object> data = new HashMap<>(whisper.data());
        data.putAll(sender.as("user"));
        Person to = new Person(whisper.to(), whisper.person());
        return seti.send(Rooms.userId(whisper.room(), to), PRIVATE, data).thenApply(delivery -> {
            if (!delivery.isReached()) {
                throw refusal("not_here");
            }
            return Map.of("to", whisper.to());
        });
    }

    private static RemoteCallException refusal(String reason) {
        return new RemoteCallException(Map.of("reason", reason));
    }

    private static Map<String, Object> welcome(List<String> members) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("chat", "members=" + members);
        data.put("members", members);
        return data;
    }

    /** Whether a member types. */
    public record Typing(boolean typing) {}

    /**
     * What a member says to one other. What is missing is empty.
     *
     * @param room where both are
     * @param to the other's name
     * @param person the other's mark
     * @param chat the text
     * @param id the sender's own mark, handed on
     */
    public record Whisper(String room, String to, String person, String chat, String id) {
        public Whisper(
                @Nullable String room,
                @Nullable String to,
                @Nullable String person,
                @Nullable String chat,
                @Nullable String id) {
            this.room = room == null ? "" : room;
            this.to = to == null ? "" : to;
            this.person = person == null ? "" : person;
            this.chat = chat == null ? "" : chat;
            this.id = id == null ? "" : id;
        }

        Map<String, Object> data() {
            return Map.of("room", room, "to", to, "chat", chat, "id", id);
        }
    }
}
