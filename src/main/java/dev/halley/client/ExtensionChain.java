package dev.halley.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Passes messages through the client's extensions: incoming in their order, outgoing in reverse.
 *
 * <p>Thread-safety: thread-safe.
 */
final class ExtensionChain {

    private static final Logger LOGGER = System.getLogger(ExtensionChain.class.getName());

    private final List<ClientExtension> extensions;
    private final ClientSession session;

    ExtensionChain(List<ClientExtension> extensions, ClientSession session) {
        this.extensions = new CopyOnWriteArrayList<>(extensions);
        this.session = session;
    }

    synchronized Registration add(ClientExtension extension) {
        refuseSecond(extensions, extension);
        extensions.add(extension);
        return () -> extensions.removeIf(present -> present == extension);
    }

    /** @throws IllegalArgumentException if this very object is among them */
    static void refuseSecond(List<ClientExtension> present, ClientExtension extension) {
        if (present.stream().anyMatch(one -> one == extension)) {
            throw new IllegalArgumentException("This " + extension.getClass().getName()
                    + " was added already: it would see each message twice. Add another object, or remove it first.");
        }
    }

    @Nullable Message incoming(Message message) {
        Message current = message;
        for (ClientExtension extension : extensions) {
            current = apply(current, given -> extension.incoming(session, given));
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    @Nullable Message outgoing(Message message) {
        Message current = message;
        List<ClientExtension> present = List.copyOf(extensions);
        for (int i = present.size() - 1; i >= 0; i--) {
            ClientExtension extension = present.get(i);
            current = apply(current, given -> extension.outgoing(session, given));
            if (current == null) {
                return null;
            }
        }
        return current;
    }

    private static @Nullable Message apply(Message message, UnaryOperator<@Nullable Message> step) {
        try {
            return step.apply(message);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.WARNING, "An extension of a Bayeux client failed; the message continues unchanged.", e);
            return message;
        }
    }
}
