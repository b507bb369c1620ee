package dev.halley.client;

import dev.halley.json.JsonObjects;
import dev.halley.json.RawJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A small Bayeux server that cuts the conversation where it is told to: before it has understood a message, before it has
 * answered, in the midst of the answer, or behind it. Connects are held for a moment only.
 *
 * <p>Thread-safety: thread-safe; sessions are guarded by this.
 */
final class ScriptedServer implements AutoCloseable {

    private static final int HOLD_MILLIS = 40;

    /** Where in the handling of a message the connection is cut. */
    enum Phase {
        UNREAD,
        UNANSWERED,
        HALF_ANSWERED,
        ANSWERED
    }

    /**
     * @param channel of the message that is cut
     * @param nth which of them, from 1
     * @param forget whether the session is lost, too
     */
    record Cut(String channel, int nth, Phase phase, boolean forget) {}

    /** Answers a message in place of the server; null to let the server do it. */
    interface Script {
        @Nullable Message answer(Message message);
    }

    private static final class Session {
        private final Set<String> subscriptions = new HashSet<>();
        private final List<Message> queue = new ArrayList<>();
    }

    private final ServerSocket listening;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ScriptedWire> wires = new CopyOnWriteArrayList<>();
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private final BlockingQueue<Cut> done = new LinkedBlockingQueue<>();
    private volatile @Nullable Cut cut;
    private volatile int lastNth;
    private volatile Script script = message -> null;
    private int ids;

    ScriptedServer() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/cometd");
    }

    /** Cuts once. */
    void cut(Cut where) {
        cut(where, 1);
    }

    /** Cuts at the nth message of the channel and at those after it. @param times how many in all */
    void cut(Cut where, int times) {
        lastNth = where.nth() + times - 1;
        cut = where;
    }

    void script(Script newScript) {
        script = newScript;
    }

    /** Waits until it has cut. */
    void awaitCut() throws InterruptedException {
        if (done.poll(Inbox.PATIENCE_SECONDS, TimeUnit.SECONDS) == null) {
            throw new AssertionError("Nothing was cut; seen: " + seen);
        }
    }

    /** @return how many messages of the channel have come */
    int seen(String channel) {
        return seen.getOrDefault(channel, 0);
    }

    private void accept() {
        try {
            while (true) {
                ScriptedWire wire = new ScriptedWire(listening.accept());
                wires.add(wire);
                threads.execute(() -> serve(wire));
            }
        } catch (IOException closed) {
            wires.forEach(ScriptedServer::close);
        }
    }

    private void serve(ScriptedWire wire) {
        try (wire) {
            while (true) {
                String text = wire.read();
                if (!text.isEmpty()) {
                    answer(wire, MessageTexts.read(text));
                }
            }
        } catch (IOException | InterruptedException ended) {
            // The client has gone, or the script has cut.
        }
    }

    private void answer(ScriptedWire wire, List<Message> messages) throws IOException, InterruptedException {
        List<Message> answers = new ArrayList<>();
        Cut due = null;
        for (Message message : messages) {
            int nth = seen.merge(message.channel(), 1, Integer::sum);
            Cut wanted = cut;
            if (wanted != null && wanted.channel().equals(message.channel()) && wanted.nth() <= nth) {
                due = wanted;
                if (nth >= lastNth) {
                    cut = null;
                }
            }
            if (due == null || due.phase() != Phase.UNREAD) {
                Message scripted = script.answer(message);
                answers.addAll(scripted == null ? process(message) : List.of(scripted.with("id", idOf(message))));
            }
        }
        String text = MessageTexts.write(answers);
        if (due == null) {
            wire.send(text);
            return;
        }
        if (due.forget()) {
            forgetSessions();
        }
        if (due.phase() == Phase.HALF_ANSWERED) {
            wire.sendHalf(text);
        } else if (due.phase() == Phase.ANSWERED) {
            wire.send(text);
        }
        wire.close();
        done.add(due);
    }

    private static String idOf(Message message) {
        return message.id().orElseThrow();
    }

    synchronized boolean hasSessions() {
        return !sessions.isEmpty();
    }

    synchronized void forgetSessions() {
        sessions.clear();
        notifyAll();
    }

    private synchronized List<Message> process(Message message) throws InterruptedException {
        Message reply = Message.on(message.channel()).with("id", idOf(message)).with("successful", true);
        if (message.channel().equals("/meta/handshake")) {
            String id = "client" + ++ids;
            sessions.put(id, new Session());
            return List.of(reply.with("clientId", id)
                    .with("supportedConnectionTypes", List.of("websocket", "streaming", "long-polling"))
                    .with("advice", Map.of("reconnect", "retry", "interval", 0, "timeout", HOLD_MILLIS)));
        }
        Session session = sessions.get(message.clientId().orElse(""));
        if (session == null) {
            return List.of(reply.with("successful", false)
                    .with("error", "402::session_unknown")
                    .with("advice", Map.of("reconnect", "handshake", "interval", 0)));
        }
        switch (message.channel()) {
            case "/meta/connect" -> {
                return connect(session, message, reply);
            }
            case "/meta/subscribe" -> {
                session.subscriptions.add(subscription(message));
                notifyAll();
            }
            case "/meta/unsubscribe" -> session.subscriptions.remove(subscription(message));
            case "/meta/disconnect" -> sessions.remove(message.clientId().orElse(""));
            default -> publish(message.channel(), message.data().orElse(RawJson.NULL));
        }
        return List.of(reply);
    }

    private List<Message> connect(Session session, Message message, Message reply) throws InterruptedException {
        RawJson advice = message.field("advice").orElse(RawJson.EMPTY_OBJECT);
        if (session.queue.isEmpty() && !RawJson.from(0).equals(JsonObjects.member(advice, "timeout"))) {
            wait(HOLD_MILLIS);
        }
        List<Message> answers = new ArrayList<>(session.queue);
        session.queue.clear();
        answers.add(reply);
        return answers;
    }

    private static String subscription(Message message) {
        return message.field("subscription").orElseThrow().string();
    }

    /** Publishes to all who have subscribed to the channel by its name. */
    synchronized void publish(String channel, RawJson data) {
        Message event = Message.on(channel).with("data", data);
        for (Session session : sessions.values()) {
            if (session.subscriptions.contains(channel)) {
                session.queue.add(event);
            }
        }
        notifyAll();
    }

    /** Waits until a session has subscribed to the channel. */
    synchronized void awaitSubscriber(String channel) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Inbox.PATIENCE_SECONDS);
        while (sessions.values().stream().noneMatch(session -> session.subscriptions.contains(channel))) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                throw new AssertionError("Nobody has subscribed to " + channel + "; seen: " + seen);
            }
            wait(millis);
        }
    }

    private static void close(ScriptedWire wire) {
        try {
            wire.close();
        } catch (IOException ignored) {
            // It is closed.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        wires.forEach(ScriptedServer::close);
        forgetSessions();
        threads.shutdownNow();
    }
}
