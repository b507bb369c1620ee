package dev.halley.transport.websocket;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks for a user's roles while the container can still tell: only during the upgrade.
 *
 * <p>Thread-safety: thread-safe.
 */
final class RememberedRoles {

    private static final System.Logger LOGGER = System.getLogger(RememberedRoles.class.getName());

    private final Set<String> names;
    private final Supplier<Set<String>> declared;
    private final Held none = new Held(this, Set.of());
    private final AtomicBoolean warned = new AtomicBoolean();

    /** One user's roles. */
    record Held(RememberedRoles remembered, Set<String> roles) {

        boolean contains(String role) {
            remembered.asked(role);
            return roles.contains(role);
        }
    }

    /**
     * @param names the roles that will be asked for
     * @param declared those that service methods will ask for
     */
    RememberedRoles(List<String> names, Supplier<Set<String>> declared) {
        this.names = Set.copyOf(names);
        this.declared = declared;
    }

    /** @param isUserInRole what the container tells of a request's user. @return the roles of that user */
    Held of(Predicate<String> isUserInRole) {
        Set<String> held = Stream.concat(names.stream(), declared.get().stream())
                .filter(isUserInRole)
                .collect(Collectors.toUnmodifiableSet());
        return held.isEmpty() ? none : new Held(this, held);
    }

    private void asked(String role) {
        if (!names.contains(role) && !declared.get().contains(role) && warned.compareAndSet(false, true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "Whether the user of a WebSocket is in the role \"{0}\" is not known, and taken for a no:"
                            + " name it in the setting ws.roles.",
                    role);
        }
    }
}
