package dev.halley.oort;

import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Finds users wherever in the cluster they are. The application says which user a session belongs to; from then on all nodes know which
 * nodes that user is present on, and messages reach the user's sessions on all of them.
 *
 * <p>A user may have many sessions, on many nodes, and a session may belong to several users. An association ends with its session, and the
 * users of a node are present no more when the node is lost. What another node associates is known here a moment later.
 *
 * <p>A user id is any text of 1 to 256 characters. A node takes 500,000 users, a session 1,000, a message 10,000 recipients.
 *
 * <p>Got by {@code @Inject Seti}, {@link Oort#seti()}, or from the servlet context's attribute {@link #ATTRIBUTE}.
 *
 * <p>Thread-safety: thread-safe. Nothing here waits for another node.
 *
 * @since 0.1.0
 */
public interface Seti {

    /** The name of the servlet context's attribute that holds it. */
    String ATTRIBUTE = "dev.halley.seti";

    /** How long the other nodes have for their answer, unless the caller says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * Associates a session of this node with a user. A session that has not had its handshake yet, as in
     * {@link dev.halley.api.SecurityPolicy#canHandshake}, is associated when the handshake succeeds, and never if it does not.
     *
     * @return false if it was associated with that user before, or has ended
     * @throws IllegalArgumentException if the user id is not legal
     * @throws IllegalStateException if the session has as many users, or this node as many users, as it may; nothing has changed then
     */
    boolean associate(String userId, ServerSession session);

    /** @return whether the session was associated with that user */
    boolean disassociate(String userId, ServerSession session);

    /** Disassociates a session from all its users. @return their ids */
    Set<String> disassociate(ServerSession session);

    /** @return whether the user has a session on this node */
    boolean isAssociated(String userId);

    /** @return whether the user has a session on any node */
    boolean isPresent(String userId);

    /** @return how many sessions the user has on this node */
    int associationCount(String userId);

    /** @return how many sessions the user has on all nodes */
    int presenceCount(String userId);

    /** @return how many sessions the user has, by the nodes where there are any, the oldest node first. Their ids stay on their nodes: whoever has one is the client */
    Map<OortNode, Integer> sessions(String userId);

    /** @return a snapshot of the users that are present on any node */
    Set<String> userIds();

    /** @return a snapshot of the users that have a session on this node */
    Set<String> associatedUserIds();

    /** The same for one user, with {@link #TIMEOUT}. */
    default CompletionStage<SetiDelivery> send(String userId, String channel, @Nullable Object data) {
        return send(List.of(userId), channel, data, TIMEOUT);
    }

    /** The same with {@link #TIMEOUT}. */
    default CompletionStage<SetiDelivery> send(Collection<String> userIds, String channel, @Nullable Object data) {
        return send(userIds, channel, data, TIMEOUT);
    }

    /**
     * Sends a message to all sessions of some users, as {@link ServerSession#deliver} does on the node of each: no policy and no channel
     * listener is asked, sessions need no subscription, and their extensions see it. A session that belongs to several of these users gets
     * it once. Sessions of this node get it on the calling thread. What one thread sends arrives in that order at each session.
     *
     * @param channel a broadcast or service channel
     * @param data as for {@link ServerSession#deliver(ServerSession, String, Object)}
     * @param timeout how long the other nodes have for their answer
     * @return who was reached; it never fails, and what follows runs on a worker where other nodes had to be asked
     * @throws IllegalArgumentException if a user id, the channel or the timeout is not legal, if there are too many users, or if the data
     *     cannot be written as JSON or is too long for a message between nodes; nothing is sent then
     */
    CompletionStage<SetiDelivery> send(
            Collection<String> userIds, String channel, @Nullable Object data, Duration timeout);

    /**
     * Ends all sessions of a user, on all nodes. The user may come back at once.
     *
     * @param reason that listeners on the sessions' nodes see
     * @return how many sessions have ended, on how many nodes; as with {@link #send}
     * @throws IllegalArgumentException if the user id is not legal
     */
    CompletionStage<SetiDelivery> kick(String userId, CloseReason reason);

    /** Tells of the users that are present now, as if they came now, and from then on of each that comes or goes. */
    Registration addListener(SetiListener listener);
}
