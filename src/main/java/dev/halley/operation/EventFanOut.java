package dev.halley.operation;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several observers in place of one: each is told everything, in their order. One that throws keeps it neither from the
 * others nor from the server.
 *
 * <p>Thread-safety: immutable.
 */
public final class EventFanOut implements ServerEvents {

    private static final System.Logger LOG = System.getLogger(EventFanOut.class.getName());

    private final List<ServerEvents> observers;

    private EventFanOut(List<ServerEvents> observers) {
        this.observers = observers;
    }

    /** @return an observer that tells all of these */
    public static ServerEvents of(List<? extends ServerEvents> observers) {
        return observers.size() == 1 ? observers.get(0) : new EventFanOut(List.copyOf(observers));
    }

    private void tell(Consumer<ServerEvents> event) {
        for (ServerEvents observer : observers) {
            try {
                event.accept(observer);
            } catch (RuntimeException | LinkageError thrown) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The observer " + observer.getClass().getName() + " failed",
                        thrown);
            }
        }
    }

    @Override
    public void sessionOpened(String session, String transport) {
        tell(observer -> observer.sessionOpened(session, transport));
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        tell(observer -> observer.sessionClosed(session, reason));
    }

    @Override
    public void messageReceived(@Nullable String session, Request request) {
        tell(observer -> observer.messageReceived(session, request));
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        tell(observer -> observer.messageRefused(session, request, error));
    }

    @Override
    public void published(String channel, int sessions) {
        tell(observer -> observer.published(channel, sessions));
    }

    @Override
    public void textReceived(long length) {
        tell(observer -> observer.textReceived(length));
    }

    @Override
    public void batchSent(int messages, int length) {
        tell(observer -> observer.batchSent(messages, length));
    }

    @Override
    public void sendBlocked(@Nullable String session) {
        tell(observer -> observer.sendBlocked(session));
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        tell(observer -> observer.messageDropped(session, channel, why));
    }

    @Override
    public void eventStopped(String channel, int sessions, String why) {
        tell(observer -> observer.eventStopped(channel, sessions, why));
    }

    @Override
    public void messagesLost(String session, int messages, CloseReason reason) {
        tell(observer -> observer.messagesLost(session, messages, reason));
    }

    @Override
    public void queueHighWater(String session, int messages, long bytes) {
        tell(observer -> observer.queueHighWater(session, messages, bytes));
    }

    @Override
    public void connectHeld(String session, String transport) {
        tell(observer -> observer.connectHeld(session, transport));
    }

    @Override
    public void connectReleased(String session, String why) {
        tell(observer -> observer.connectReleased(session, why));
    }

    @Override
    public void channelAdded(String channel) {
        tell(observer -> observer.channelAdded(channel));
    }

    @Override
    public void channelRemoved(String channel) {
        tell(observer -> observer.channelRemoved(channel));
    }

    @Override
    public void foreignSession(String session, String transport) {
        tell(observer -> observer.foreignSession(session, transport));
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        tell(observer -> observer.transportFailed(transport, cause));
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        tell(observer -> observer.userCodeFailed(what, cause));
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        tell(observer -> observer.userCodeStuck(call));
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        tell(observer -> observer.swept(sessions, channels, nanos));
    }
}
