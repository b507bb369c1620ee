package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class of services that bind their methods by name. A method is public, its name unique in the class, its parameters
 * are {@code (ServerSession, Request.Publish)}; what it returns, unless null, is sent back to the sender on the same channel.
 *
 * <p>New services are shorter with annotations: see {@link Service}.
 *
 * <p>Thread-safety: thread-safe; methods are called on the publishers' threads.
 *
 * @since 0.1.0
 */
public abstract class AbstractService {

    private final NamedMethods methods;

    /** @param name begins the id of the service's local session */
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

    public BayeuxServer server() {
        return methods.server();
    }

    public LocalSession localSession() {
        return methods.local();
    }

    public ServerSession serverSession() {
        return methods.local().session();
    }

    /** @param see whether methods are called for what the service's own local session publishes; false by default */
    public void seeOwnPublishes(boolean see) {
        methods.seeOwnPublishes(see);
    }

    /**
     * Binds a method.
     *
     * @param channel a service or broadcast channel, or a pattern
     * @return closing it unbinds the method
     * @throws ServiceException if there is no such method, or it cannot be called so
     */
    protected Registration addService(String channel, String method) {
        return methods.add(channel, method, this::exception);
    }

    /** Sends data to one session. */
    protected void send(ServerSession to, String channel, @Nullable Object data) {
        to.deliver(serverSession(), channel, data);
    }

    /**
     * Called when a method has thrown; tells those who run the server by {@code BayeuxServer.reportFailure}, unless overridden.
     * The message goes on.
     */
    protected void exception(String method, @Nullable ServerSession session, Throwable thrown) {
        methods.report(method, thrown);
    }
}
