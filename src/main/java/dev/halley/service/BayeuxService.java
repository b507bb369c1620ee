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
 * Base class of services in the style of CometD's first generation. Methods are bound by name and have one of four
 * parameter lists: {@code (client, data)}, {@code (client, data, id)}, {@code (client, channel, data, id)} or {@code
 * (client, message)}. The client is a {@code ServerSession}, channel and id are strings, the message is a {@code
 * Request.Publish}, and the data has any type that JSON-B can create, such as {@code Map}. What a method returns,
 * unless null, is sent back to the caller on the same channel with the same id.
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

    /** @param name the beginning of the id of the service's local session */
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

    /** {@return the server} */
    public BayeuxServer server() {
        return methods.server();
    }

    /** {@return the service's own client, by which it publishes} */
    public LocalSession client() {
        return methods.local();
    }

    /**
     * Sets whether the service's methods are also called for what its own client publishes.
     *
     * @param see false by default
     */
    public void seeOwnPublishes(boolean see) {
        methods.seeOwnPublishes(see);
    }

    /**
     * Binds a method to a channel.
     *
     * @param channel a channel or pattern
     * @param method the method's name
     * @return a registration that unbinds the method when closed
     * @throws ServiceException if there is no such method, or it has none of the four parameter lists
     */
    protected Registration subscribe(String channel, String method) {
        return methods.add(channel, method, this::exception);
    }

    /**
     * Sends a message to one session.
     *
     * @param data anything that {@link ServerSession#deliver(ServerSession, String, Object)} accepts
     * @param id the message's id; null for none
     */
    protected void send(ServerSession to, String channel, @Nullable Object data, @Nullable String id) {
        ChannelMessage event = Payload.toMessage(channel, data);
        to.deliver(client().session(), id == null ? event : event.withId(MessageId.of(id)));
    }

    /**
     * Called when a method has thrown. Reports the failure by {@code BayeuxServer.reportFailure}, unless overridden.
     * The message is processed further.
     */
    protected void exception(String method, @Nullable ServerSession client, Throwable thrown) {
        methods.report(method, thrown);
    }
}
