package dev.halley.benchmark.bare;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As little Bayeux as a load needs: every frame of publishes goes as it is to all who have subscribed to the first one's channel.
 *
 * <p>Thread-safety: thread-safe; each session's messages come one after the other.
 */
public final class LoopEndpoint extends Endpoint implements MessageHandler.Whole<String> {

    /** Tomcat allows no second asynchronous send while one is in flight: there, threads take turns and wait. */
    private static final boolean BLOCKING = Boolean.getBoolean("bare.blocking");

    /** More than any frame of a publisher; Tomcat allocates as many characters for each session. */
    private static final int BUFFER = 1 << 16;

    private static final SendHandler NOBODY = result -> {};
    private static final Map<String, List<Session>> SUBSCRIBERS = new ConcurrentHashMap<>();
    private static final Pattern META = Pattern.compile("\"channel\":\"(/meta/[a-z]+)\"");
    private static final Pattern SUBSCRIPTION = Pattern.compile("\"(/[^/\"]+/[^\"]+)\"");
    private static final Pattern PUBLISH = Pattern.compile("\"channel\":\"([^\"]+)\",\"id\":\"(\\d+)\"");

    private Session session;
    private boolean connected;

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        opened.setMaxIdleTimeout(0);
        opened.setMaxTextMessageBufferSize(BUFFER);
        opened.addMessageHandler(String.class, this);
    }

    @Override
    public void onClose(Session closed, jakarta.websocket.CloseReason reason) {
        SUBSCRIBERS.values().forEach(subscribers -> subscribers.remove(closed));
    }

    @Override
    public void onMessage(String text) {
        int channel = text.indexOf("\"/meta/");
        if (channel >= 0 && channel < 20) {
            meta(text);
        } else {
            publish(text);
        }
    }

    private void publish(String text) {
        StringBuilder replies = new StringBuilder();
        Matcher publish = PUBLISH.matcher(text);
        while (publish.find()) {
            if (replies.isEmpty()) {
                SUBSCRIBERS.getOrDefault(publish.group(1), List.of()).forEach(subscriber -> send(subscriber, text));
            }
            replies.append(replies.isEmpty() ? "[" : ",");
            replies.append("{\"channel\":\"").append(publish.group(1));
            replies.append("\",\"id\":\"").append(publish.group(2)).append("\",\"successful\":true}");
        }
        send(session, replies.append(']').toString());
    }

    private void meta(String text) {
        Matcher meta = META.matcher(text);
        if (!meta.find()) {
            return;
        }
        String name = meta.group(1);
        if (name.equals("/meta/subscribe")) {
            subscribe(text.substring(text.indexOf("\"subscription\"")));
        } else if (name.equals("/meta/connect") && connected) {
            // Held for ever.
            return;
        } else if (name.equals("/meta/connect")) {
            connected = true;
        }
        send(session, "[{\"channel\":\"" + name + "\",\"clientId\":\"1\",\"successful\":true}]");
    }

    private void subscribe(String channels) {
        Matcher subscription = SUBSCRIPTION.matcher(channels);
        while (subscription.find()) {
            SUBSCRIBERS
                    .computeIfAbsent(subscription.group(1), channel -> new CopyOnWriteArrayList<>())
                    .add(session);
        }
    }

    private static void send(Session to, String text) {
        if (!BLOCKING) {
            to.getAsyncRemote().sendText(text, NOBODY);
            return;
        }
        synchronized (to) {
            try {
                to.getBasicRemote().sendText(text);
            } catch (IOException gone) {
                // The load finds out by itself.
            }
        }
    }
}
