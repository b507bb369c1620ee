package dev.halley.api;

import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The server as applications see it: its sessions, channels, listeners and policy.
 *
 * <p>Obtain it by {@code @Inject BayeuxServer}, from the servlet context's attribute {@link #ATTRIBUTE}, or from the
 * servlet.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface BayeuxServer {

    /** The name of the servlet context's attribute that holds the server. */
    String ATTRIBUTE = "dev.halley.bayeux";

    /** {@return the session with that clientId, or empty if there is none} */
    Optional<ServerSession> session(String id);

    /** {@return a snapshot of the sessions, including local ones} */
    Collection<ServerSession> sessions();

    /**
     * {@return the channel or pattern of that name, or empty if it does not exist now}
     *
     * @throws IllegalArgumentException if the name is not legal
     */
    Optional<ServerChannel> channel(String name);

    /** {@return a snapshot of the channels} */
    Collection<ServerChannel> channels();

    /**
     * Finds channels by pattern: {@code /chat/*} finds the channels one segment below {@code /chat}, {@code /chat/**}
     * all channels below it.
     *
     * @param pattern a pattern, a template such as <code>/chat/{room}/news</code>, or the name of one channel
     * @return a snapshot of the channels that exist and match, sorted by name. The channel tree also holds patterns; of
     *     these, the result contains only the requested one
     * @throws IllegalArgumentException if the pattern is not legal
     */
    Collection<ServerChannel> channels(String pattern);

    /**
     * Returns a channel, and creates it if it does not exist.
     *
     * @throws IllegalArgumentException if the name is not legal, or names a meta channel: a {@link BayeuxExtension}
     *     sees what clients send there, listeners do not
     */
    default ServerChannel createChannel(String name) {
        return createChannel(name, channel -> {});
    }

    /**
     * Returns a channel, and creates and sets it up if it does not exist.
     *
     * @param setUp runs before anybody else sees the channel, and only if the channel does not exist yet. If two
     *     threads create it at the same time, each runs its own set-up on a channel of its own, and both get the
     *     channel that was first
     * @throws IllegalArgumentException if the name is not legal, or names a meta channel
     */
    ServerChannel createChannel(String name, Consumer<? super ServerChannel> setUp);

    /**
     * Creates a server-side client, handshaken and connected. It never expires.
     *
     * @param idHint the beginning of its id
     */
    default LocalSession newLocalSession(String idHint) {
        return newLocalSession(idHint, made -> {});
    }

    /**
     * Creates a server-side client, handshaken and connected. It never expires.
     *
     * @param idHint the beginning of its id
     * @param setUp runs before any listener learns of the session, so that it can store the session where listeners
     *     look for it; it may already use the session
     */
    LocalSession newLocalSession(String idHint, Consumer<? super LocalSession> setUp);

    /** Adds a listener on the server. */
    Registration addListener(BayeuxServerListener listener);

    /**
     * Adds an extension of the whole server, after the existing ones.
     *
     * @throws IllegalArgumentException if this very object has been added already
     */
    Registration addExtension(BayeuxExtension extension);

    /** Adds a filter for everything that is published, after the existing ones. */
    Registration addFilter(MessageFilter filter);

    /** {@return the security policy in force; {@link SecurityPolicy#DEFAULT} until the application sets one} */
    SecurityPolicy securityPolicy();

    /** Sets the security policy. */
    void securityPolicy(SecurityPolicy policy);

    /**
     * Declares roles that the application checks with {@link ServerSession#isUserInRole}. From now on, each handshake
     * looks up once which of them its user has. Roles that service methods name in {@code jakarta.annotation.security}
     * annotations are declared automatically.
     */
    void declareRoles(Collection<String> roles);

    /**
     * Starts to send all clients away, before the server is stopped or restarted. From now on no client gets a new
     * session. Clients with a session are told to handshake again, with another server if others are known. After
     * {@code drainTime} the server ends the sessions of the clients that are still there. This method does not wait for
     * that. The server's own sessions stay, and clients still receive events until they leave. A drain cannot be undone
     * except by a restart.
     *
     * @return false, with no effect, if a drain was started before, or the server is not running
     */
    boolean drain();

    /** {@return whether {@link #drain} was called; stays true when the drain is over} */
    boolean isDraining();

    /** {@return the name of this cluster node; empty if the server is not part of a cluster} */
    String nodeName();

    /** {@return the names of the transports that clients may use, the preferred one first} */
    List<String> transports();

    /** {@return the context of the message that the current thread handles, or empty if it handles none} */
    Optional<BayeuxContext> context();

    /**
     * Reports that code of the application threw, as the server does when a listener throws: the log, the counters and
     * tests learn of it. Use it for failures that the server cannot see, such as those of work on other threads.
     *
     * @param what names the code for the log
     */
    void reportFailure(String what, Throwable cause);

    /**
     * Reports that the data of a message does not fit any type that the application's code accepts. The server counts
     * it, and logs it at debug level, since any client can send such data. The caller decides how to answer the sender.
     *
     * @param what names the code for the log and describes what does not fit, without the data itself
     */
    void reportUnfitData(String channel, String what);

    /** {@return the server's clock; tests move it manually} */
    InstantSource clock();
}
