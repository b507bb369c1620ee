package dev.halley.core.session;

import dev.halley.api.BayeuxContext;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The roles that somebody will ask for, and which of them a user has: containers tell that only as long as the request is there.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class DeclaredRoles {

    private final Set<String> names = ConcurrentHashMap.newKeySet();

    public void declare(Collection<String> roles) {
        names.addAll(roles);
    }

    public Set<String> names() {
        return Set.copyOf(names);
    }

    /** @return those of the roles that the request's user is in */
    public Set<String> of(BayeuxContext context) {
        return names.isEmpty()
                ? Set.of()
                : names.stream().filter(context::isUserInRole).collect(Collectors.toUnmodifiableSet());
    }
}
