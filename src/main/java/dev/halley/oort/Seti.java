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
 * Finds users wherever they are in the cluster. The application associates sessions with users. From then on all nodes
 * know on which nodes a user is present, and messages reach the user's sessions on all of them.
 *
 * <p>A user may have many sessions on many nodes, and a session may belong to several users. An association ends with
 * its session. When a node is lost, its users are no longer present there. Associations that another node makes are
 * known here a moment later.
 *
 * <p>A user id is any string of 1 to 256 characters. A node accepts 500,000 users, a session 1,000, a message 10,000
 * recipients.
 *
 * <p>Obtain it by {@code @Inject Seti}, by {@link Oort#seti()}, or from the servlet context's attribute {@link
 * #ATTRIBUTE}.
 *
 * <p>Thread-safety: thread-safe. No method waits for another node.
 *
 * @since 0.1.0
 */
public interface Seti {

    /** The name of the servlet context's attribute that holds it. */
    String ATTRIBUTE = "dev.halley.seti";

    /** How long the other nodes have to answer, unless the caller says otherwise. */
    Duration TIMEOUT = Duration.ofSeconds(5);

    /**
     * Associates a session of this node with a user. A session that has not completed its handshake, as in {@link
     * dev.halley.api.SecurityPolicy#canHandshake}, is associated when the handshake succeeds, and never if it fails.
     *
     * @return false if it was associated with that user before, or has ended
     * @throws IllegalArgumentException if the user id is not legal
     * @throws IllegalStateException if the session, or this node, has the maximum number of users; then nothing has
     *     changed
     */
    boolean associate(String userId, ServerSession session);

    /**
     * Ends the association of a session with a user.
     *
     * @return whether the session was associated with that user
     */
    boolean disassociate(String userId, ServerSession session);

    /**
     * Ends the associations of a session with all its users.
     *
     * @return their ids
     */
    Set<String> disassociate(ServerSession session);

    /** {@return whether the user has a session on this node} */
    boolean isAssociated(String userId);

    /** {@return whether the user has a session on any node} */
    boolean isPresent(String userId);

    /** {@return the number of the user's sessions on this node} */
    int associationCount(String userId);

    /** {@return the number of the user's sessions on all nodes} */
    int presenceCount(String userId);

    /**
     * {@return the number of the user's sessions by node, of the nodes that have any, the oldest node first. The ids of
     * the sessions stay on their nodes, because anybody who knows one can act as the client}
     */
    Map<OortNode, Integer> sessions(String userId);

    /** {@return a snapshot of the users that are present on any node} */
    Set<String> userIds();

    /** {@return a snapshot of the users that have a session on this node} */
    Set<String> associatedUserIds();

    /** Sends a message to one user, with {@link #TIMEOUT}; see {@link #send(Collection, String, Object, Duration)}. */
    default CompletionStage<SetiDelivery> send(String userId, String channel, @Nullable Object data) {
        return send(List.of(userId), channel, data, TIMEOUT);
    }

    /**
     * Sends a message to some users, with {@link #TIMEOUT}; see {@link #send(Collection, String, Object, Duration)}.
     */
    default CompletionStage<SetiDelivery> send(Collection<String> userIds, String channel, @Nullable Object data) {
        return send(userIds, channel, data, TIMEOUT);
    }

    /**
     * Sends a message to all sessions of some users, like {@link ServerSession#deliver} on each session's node: it asks
     * no policy and no channel listener, sessions need no subscription, and their extensions see the message. A session
     * that belongs to several of these users receives it once. Sessions of this node receive it on the calling thread.
     * What one thread sends arrives in that order at each session.
     *
     * @param channel a broadcast or service channel
     * @param data as for {@link ServerSession#deliver(ServerSession, String, Object)}
     * @param timeout how long the other nodes have to answer
     * @return how many sessions were reached; the stage never fails. If other nodes had to be asked, dependent actions
     *     run on a worker
     * @throws IllegalArgumentException if a user id, the channel or the timeout is not legal, if there are too many
     *     users, or if the data cannot be written as JSON or is too long for a message between nodes; then nothing is
     *     sent
     */
    CompletionStage<SetiDelivery> send(
            Collection<String> userIds, String channel, @Nullable Object data, Duration timeout);

    /**
     * Ends all sessions of a user, on all nodes. The user may return at once.
     *
     * @param reason the reason that listeners on the sessions' nodes see
     * @return how many sessions have ended, on how many nodes, as with {@link #send}
     * @throws IllegalArgumentException if the user id is not legal
     */
    CompletionStage<SetiDelivery> kick(String userId, CloseReason reason);

    /**
     * Adds a listener. It first receives the users that are present as if they came now, and then each user that comes
     * or goes.
     */
    Registration addListener(SetiListener listener);
}
