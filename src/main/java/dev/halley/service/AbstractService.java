package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class of services that bind their methods by name. A method must be public, with a name that is unique in the
 * class and the parameters {@code (ServerSession, Request.Publish)}. What it returns, unless null, is sent back to the
 * sender on the same channel.
 *
 * <p>New services are shorter with annotations: see {@link Service}.
 *
 * <p>Thread-safety: thread-safe; methods are called on the publishers' threads.
 *
 * @since 0.1.0
 */
public abstract class AbstractService {

    private final NamedMethods methods;

    /** @param name the beginning of the id of the service's local session */
    protected AbstractService(BayeuxServer server, String name) {
        this.methods = new NamedMethods(
                this,
                server,
                name,
                List.of(new NamedMethods.Shape(
                        "(ServerSession, Request.Publish)",
                        List.of(ServerSession.class, Request.Publish.class),
                        (session, message) -> new Object[] {session, message})));
    }

    /** {@return the server} */
    public BayeuxServer server() {
        return methods.server();
    }

    /** {@return the service's local session, the client by which it publishes} */
    public LocalSession localSession() {
        return methods.local();
    }

    /** {@return the server's side of the local session} */
    public ServerSession serverSession() {
        return methods.local().session();
    }

    /**
     * Sets whether the service's methods are also called for what its own local session publishes.
     *
     * @param see false by default
     */
    public void seeOwnPublishes(boolean see) {
        methods.seeOwnPublishes(see);
    }

    /**
     * Binds a method to a channel.
     *
     * @param channel a service or broadcast channel, or a pattern
     * @param method the method's name
     * @return a registration that unbinds the method when closed
     * @throws ServiceException if there is no such method, or its parameters are others
     */
    protected Registration addService(String channel, String method) {
        return methods.add(channel, method, this::exception);
    }

    /** Sends data to one session. */
    protected void send(ServerSession to, String channel, @Nullable Object data) {
        to.deliver(serverSession(), channel, data);
    }

    /**
     * Called when a method has thrown. Reports the failure by {@code BayeuxServer.reportFailure}, unless overridden.
     * The message is processed further.
     */
    protected void exception(String method, @Nullable ServerSession session, Throwable thrown) {
        methods.report(method, thrown);
    }
}
