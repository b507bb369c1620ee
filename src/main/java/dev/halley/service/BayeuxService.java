package dev.halley.service;

import dev.halley.api.BayeuxServer;
import dev.halley.api.LocalSession;
import dev.halley.api.Registration;
import dev.halley.api.ServerSession;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.MessageId;
import dev.halley.protocol.Payload;
import dev.halley.protocol.Request;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Base class of services in the style of the first generation: methods are bound by name and called in one of four ways,
 * {@code (client, data)}, {@code (client, data, id)}, {@code (client, channel, data, id)} or {@code (client, message)}, where
 * client is the {@code ServerSession}, channel and id are strings, and data is of any type that JSON-B can make, such as
 * {@code Map}. What a method returns, unless null, goes back to the caller on the same channel with the same id.
 *
 * <p>New services are shorter with annotations: see {@link Service}.
 *
 * <p>Thread-safety: thread-safe; methods are called on the publishers' threads.
 *
 * @since 0.1.0
 */
public abstract class BayeuxService {

    private static final Class<?> ANY = Object.class;

    private final NamedMethods methods;

    /** @param name begins the id of the service's local session */
    protected BayeuxService(BayeuxServer server, String name) {
        this.methods = new NamedMethods(
                this,
                server,
                name,
                List.of(
                        new NamedMethods.Shape(
                                "(client, message)",
                                List.of(ServerSession.class, Request.Publish.class),
                                (client, message) -> new Object[] {client, message}),
                        new NamedMethods.Shape("(client, data)", List.of(ServerSession.class, ANY), (client, message) ->
                                new Object[] {client, message.data()}),
                        new NamedMethods.Shape(
                                "(client, data, id)",
                                List.of(ServerSession.class, ANY, String.class),
                                (client, message) -> new Object[] {client, message.data(), idOf(message)}),
                        new NamedMethods.Shape(
                                "(client, channel, data, id)",
                                List.of(ServerSession.class, String.class, ANY, String.class),
                                (client, message) -> new Object[] {
                                    client, message.channel().toString(), message.data(), idOf(message)
                                })));
    }

    private static @Nullable String idOf(Request.Publish message) {
        MessageId id = message.id();
        if (id == null) {
            return null;
        }
        return id.json().isString() ? id.json().string() : id.json().text();
    }

    public BayeuxServer server() {
        return methods.server();
    }

    /** @return the service's own client, with which it publishes */
    public LocalSession client() {
        return methods.local();
    }

    /** @param see whether methods are called for what the service's own client publishes; false by default */
    public void seeOwnPublishes(boolean see) {
        methods.seeOwnPublishes(see);
    }

    /**
     * Binds a method.
     *
     * @param channel a channel or pattern
     * @return closing it unbinds the method
     * @throws ServiceException if there is no such method, or it cannot be called in one of the four ways
     */
    protected Registration subscribe(String channel, String method) {
        return methods.add(channel, method, this::exception);
    }

    /**
     * @param data what {@link ServerSession#deliver(ServerSession, String, Object)} takes
     * @param id the message's id; null for none
     */
    protected void send(ServerSession to, String channel, @Nullable Object data, @Nullable String id) {
        ChannelMessage event = Payload.toMessage(channel, data);
        to.deliver(client().session(), id == null ? event : event.withId(MessageId.of(id)));
    }

    /**
     * Called when a method has thrown; tells those who run the server by {@code BayeuxServer.reportFailure}, unless overridden.
     * The message goes on.
     */
    protected void exception(String method, @Nullable ServerSession client, Throwable thrown) {
        methods.report(method, thrown);
    }
}
