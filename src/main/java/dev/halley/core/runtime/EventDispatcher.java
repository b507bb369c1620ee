package dev.halley.core.runtime;

import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import dev.halley.spi.ServerEvents;
import dev.halley.spi.StuckCall;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells all observers what happens, in their order, and keeps what one throws from the others and from the server: its first
 * failure goes to the log, later ones only when that is set to debugging, since observers are called for every message.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class EventDispatcher implements ServerEvents {

    private static final System.Logger LOGGER = System.getLogger(EventDispatcher.class.getName());

    private final List<Observer> observers;

    /** One that is told, and whether it has failed before. */
    private record Observer(ServerEvents events, AtomicBoolean failed) {

        Observer(ServerEvents events) {
            this(events, new AtomicBoolean());
        }

        void tell(Consumer<ServerEvents> event) {
            try {
                event.accept(events);
            } catch (Exception | LinkageError | StackOverflowError | AssertionError thrown) {
                boolean first = failed.compareAndSet(false, true);
                LOGGER.log(
                        first ? System.Logger.Level.ERROR : System.Logger.Level.DEBUG,
                        "The observer " + events.getClass().getName() + " failed",
                        thrown);
            }
        }
    }

    private EventDispatcher(List<Observer> observers) {
        this.observers = observers;
    }

    /** @return an observer that never throws, and tells all of these */
    public static EventDispatcher to(List<? extends ServerEvents> observers) {
        return new EventDispatcher(observers.stream().map(Observer::new).toList());
    }

    /** @return the same for one, which may be such a dispatcher already */
    public static EventDispatcher to(ServerEvents observer) {
        return observer instanceof EventDispatcher already ? already : to(List.of(observer));
    }

    private void tell(Consumer<ServerEvents> event) {
        for (Observer observer : observers) {
            observer.tell(event);
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
    public void handshakePaced(String transport, long millis) {
        tell(observer -> observer.handshakePaced(transport, millis));
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
    public void fellBehind(String session, String channel) {
        tell(observer -> observer.fellBehind(session, channel));
    }

    @Override
    public void caughtUp(String session, String channel, int messages) {
        tell(observer -> observer.caughtUp(session, channel, messages));
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
    public void memberJoined(String channel, String member) {
        tell(observer -> observer.memberJoined(channel, member));
    }

    @Override
    public void memberLeft(String channel, String member) {
        tell(observer -> observer.memberLeft(channel, member));
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
    public void unfitData(String channel, String what) {
        tell(observer -> observer.unfitData(channel, what));
    }

    @Override
    public void userCodeStuck(StuckCall call) {
        tell(observer -> observer.userCodeStuck(call));
    }

    @Override
    public void drainBegan(int sessions) {
        tell(observer -> observer.drainBegan(sessions));
    }

    @Override
    public void drainEnded(int left, int ended) {
        tell(observer -> observer.drainEnded(left, ended));
    }

    @Override
    public void swept(int sessions, int channels, long nanos) {
        tell(observer -> observer.swept(sessions, channels, nanos));
    }

    @Override
    public void recovered(String session, String channel, int messages) {
        tell(observer -> observer.recovered(session, channel, messages));
    }

    @Override
    public void recoveryFailed(String session, String channel, String reason) {
        tell(observer -> observer.recoveryFailed(session, channel, reason));
    }

    @Override
    public void historyLost(String what) {
        tell(observer -> observer.historyLost(what));
    }

    @Override
    public void historyWaits(List<String> nodes, boolean over) {
        tell(observer -> observer.historyWaits(nodes, over));
    }

    @Override
    public void historyFailed(Throwable cause) {
        tell(observer -> observer.historyFailed(cause));
    }

    @Override
    public void historyMerged(String channel, int appended, int voided) {
        tell(observer -> observer.historyMerged(channel, appended, voided));
    }

    @Override
    public void epochBegan(String channel, String epoch) {
        tell(observer -> observer.epochBegan(channel, epoch));
    }

    @Override
    public void nodeQueueHighWater(NodeId node, int messages, long bytes) {
        tell(observer -> observer.nodeQueueHighWater(node, messages, bytes));
    }

    @Override
    public void nodeMissed(NodeId node, String channel, String why) {
        tell(observer -> observer.nodeMissed(node, channel, why));
    }

    @Override
    public void nodeMessageDropped(NodeId node, String why) {
        tell(observer -> observer.nodeMessageDropped(node, why));
    }

    @Override
    public void presenceSettingsDiffer(NodeId node, String there, String here) {
        tell(observer -> observer.presenceSettingsDiffer(node, there, here));
    }

    @Override
    public void nodesChanged(ClusterView before, ClusterView now) {
        tell(observer -> observer.nodesChanged(before, now));
    }

    @Override
    public void quorumLost(int members, int of) {
        tell(observer -> observer.quorumLost(members, of));
    }

    @Override
    public void quorumFound(int members, int of) {
        tell(observer -> observer.quorumFound(members, of));
    }

    @Override
    public void nodeRefused(String node, String why) {
        tell(observer -> observer.nodeRefused(node, why));
    }

    @Override
    public void interestUnconfirmed(Collection<NodeId> nodes) {
        tell(observer -> observer.interestUnconfirmed(nodes));
    }

    @Override
    public void leaderFound(String channel, long nanos) {
        tell(observer -> observer.leaderFound(channel, nanos));
    }
}
