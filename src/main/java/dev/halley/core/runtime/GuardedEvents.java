package dev.halley.core.runtime;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what an observer throws away from the server: the first time goes to the log, later ones only when it is set to
 * debugging, since observers are called for every message.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class GuardedEvents implements ServerEvents {

    private static final System.Logger LOGGER = System.getLogger(GuardedEvents.class.getName());

    private final ServerEvents observer;
    private final AtomicBoolean failed = new AtomicBoolean();

    private GuardedEvents(ServerEvents observer) {
        this.observer = observer;
    }

    /** @return an observer that never throws, and tells that one */
    public static ServerEvents around(ServerEvents observer) {
        return observer instanceof GuardedEvents ? observer : new GuardedEvents(observer);
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
            boolean first = failed.compareAndSet(false, true);
            LOGGER.log(
                    first ? System.Logger.Level.ERROR : System.Logger.Level.DEBUG,
                    "The observer " + observer.getClass().getName() + " failed",
                    thrown);
        }
    }

    @Override
    public void sessionOpened(String session, String transport) {
        tell(() -> observer.sessionOpened(session, transport));
    }

    @Override
    public void sessionClosed(String session, CloseReason reason) {
        tell(() -> observer.sessionClosed(session, reason));
    }

    @Override
    public void messageReceived(@Nullable String session, Request request) {
        tell(() -> observer.messageReceived(session, request));
    }

    @Override
    public void messageRefused(@Nullable String session, Request request, BayeuxError error) {
        tell(() -> observer.messageRefused(session, request, error));
    }

    @Override
    public void published(String channel, int sessions) {
        tell(() -> observer.published(channel, sessions));
    }

    @Override
    public void textReceived(long length) {
        tell(() -> observer.textReceived(length));
    }

    @Override
    public void batchSent(int messages, int length) {
        tell(() -> observer.batchSent(messages, length));
    }

    @Override
    public void sendBlocked(@Nullable String session) {
        tell(() -> observer.sendBlocked(session));
    }

    @Override
    public void messageDropped(String session, String channel, String why) {
        tell(() -> observer.messageDropped(session, channel, why));
    }

    @Override
    public void eventStopped(String channel, int sessions, String why) {
        tell(() -> observer.eventStopped(channel, sessions, why));
    }

    @Override
    public void messagesLost(String session, int messages, CloseReason reason) {
        tell(() -> observer.messagesLost(session, messages, reason));
    }

    @Override
    public void queueHighWater(String session, int messages, long bytes) {
        tell(() -> observer.queueHighWater(session, messages, bytes));
    }

    @Override
    public void connectHeld(String session, String transport) {
        tell(() -> observer.connectHeld(session, transport));
    }

    @Override
    public void connectReleased(String session, String why) {
        tell(() -> observer.connectReleased(session, why));
    }

    @Override
    public void channelAdded(String channel) {
        tell(() -> observer.channelAdded(channel));
    }

    @Override
    public void channelRemoved(String channel) {
        tell(() -> observer.channelRemoved(channel));
    }

    @Override
    public void foreignSession(String session, String transport) {
        tell(() -> observer.foreignSession(session, transport));
    }

    @Override
    public void transportFailed(String transport, Throwable cause) {
        tell(() -> observer.transportFailed(transport, cause));
    }

    @Override
    public void userCodeFailed(String what, Throwable cause) {
        tell(() -> observer.userCodeFailed(what, cause));
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        tell(() -> observer.userCodeStuck(call));
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        tell(() -> observer.swept(sessions, channels, nanos));
    }
}
