package dev.halley.api;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server, as applications see it: its sessions, channels, listeners and policy.
 *
 * <p>Got by {@code @Inject BayeuxServer}, from the servlet context's attribute {@link #ATTRIBUTE}, or from the servlet.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface BayeuxServer {

    /** The name of the servlet context's attribute that holds the server. */
    String ATTRIBUTE = "dev.halley.bayeux";

    Optional<ServerSession> session(String id);

    /** @return a snapshot of the sessions, local ones included */
    Collection<ServerSession> sessions();

    /**
     * @return the channel, if it exists now
     * @throws IllegalArgumentException if the name is not legal
     */
    Optional<ServerChannel> channel(String name);

    /** @return a snapshot of the channels */
    Collection<ServerChannel> channels();

    /**
     * Finds channels by pattern: {@code /chat/*} gives those one segment below {@code /chat}, {@code /chat/**} all below it.
     *
     * @param pattern a pattern, a template such as <code>/chat/{room}/news</code>, or the name of one channel
     * @return a snapshot of the channels that exist and match, in the order of their names; of patterns, which are in the
     *     tree of channels, too, only the one that was asked for
     * @throws IllegalArgumentException if the pattern is not legal
     */
    Collection<ServerChannel> channels(String pattern);

    /**
     * Gets a channel, creating it if need be.
     *
     * @throws IllegalArgumentException if the name is not legal, or that of a meta channel: what clients send there is seen by
     *     a {@link BayeuxExtension}, not by listeners
     */
    default ServerChannel createChannel(String name) {
        return createChannel(name, channel -> {});
    }

    /**
     * Gets a channel, creating it if need be.
     *
     * @param setUp run before anybody else sees the channel, only when it is not there; when two threads create it at
     *     once, both run theirs, each on a channel of its own, and both get the one that was first
     * @throws IllegalArgumentException if the name is not legal, or that of a meta channel
     */
    ServerChannel createChannel(String name, Consumer<? super ServerChannel> setUp);

    /**
     * Makes a server-side client, handshaken and connected. It is never swept.
     *
     * @param idHint beginning of its id
     */
    default LocalSession newLocalSession(String idHint) {
        return newLocalSession(idHint, made -> {});
    }

    /**
     * Makes a server-side client, handshaken and connected. It is never swept.
     *
     * @param idHint beginning of its id
     * @param setUp run before any listener is told of the session, which may use it already: to keep it where they find it
     */
    LocalSession newLocalSession(String idHint, Consumer<? super LocalSession> setUp);

    Registration addListener(BayeuxServerListener listener);

    /**
     * Adds an extension of the whole server, behind those that are there.
     *
     * @throws IllegalArgumentException if this very object is there already
     */
    Registration addExtension(BayeuxExtension extension);

    /** Adds a filter of all that is published, behind those that are there. */
    Registration addFilter(MessageFilter filter);

    SecurityPolicy securityPolicy();

    void securityPolicy(SecurityPolicy policy);

    /**
     * Names roles that will be asked for by {@link ServerSession#isUserInRole}: each handshake from now on looks its user up in
     * them, once. Roles that service methods name in {@code jakarta.annotation.security} annotations are declared by themselves.
     */
    void declareRoles(Collection<String> roles);

    /**
     * Begins to send the clients away, as before the server is stopped or restarted: no client gets a new session any more, those that
     * have one are told to handshake again, with another server where others are known, and who is there after {@code drainTime} is
     * sent away by the end of the session. Does not wait for that. The server's own sessions stay, and so does whatever the server
     * tells its clients until they go. There is no way back but a restart.
     *
     * @return false, and nothing is done, if that was begun before, or the server is not running
     */
    boolean drain();

    /** @return whether {@link #drain} was begun, and also when it is over */
    boolean isDraining();

    /** @return the name of this node of a cluster; empty if the server stands alone */
    String nodeName();

    /** @return the names of the transports that clients may use, the preferred one first */
    List<String> transports();

    /** @return the context of the message that this thread handles now, if it handles one */
    Optional<BayeuxContext> context();

    /**
     * Tells those who run the server that code of the application threw, as the server does when a listener throws: the log,
     * the counters and tests learn of it. For what the server cannot see, such as work that goes on on another thread.
     *
     * @param what names the code for the log
     */
    void reportFailure(String what, Throwable cause);

    /**
     * Tells those who run the server that data of a message fits nothing that code of the application takes: counted, and written
     * to the log at debug, since any client can send such data. What the sender is answered is up to the caller.
     *
     * @param what names the code for the log, and says what does not fit; without the data
     */
    void reportUnfitData(String channel, String what);

    /** @return the server's time; tests move it by hand */
    InstantSource clock();
}
