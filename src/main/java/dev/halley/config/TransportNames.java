package dev.halley.config;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which names transports may have: keys of settings carry them as their prefixes.
 *
 * <p>Thread-safety: stateless.
 */
public final class TransportNames {

    /** Faye's way over HTTP: a stream of server-sent events whose URL holds the client id. */
    public static final String EVENT_SOURCE = "eventsource";

    /** What they are made of. */
    static final Predicate<String> LEGAL = Pattern.compile("[A-Za-z0-9._-]+").asMatchPredicate();

    private TransportNames() {}

    /** @return why no transport of an application may have the name, fit to follow it; empty if one may */
    public static Optional<String> objectionTo(String name) {
        if (!LEGAL.test(name)) {
            return Optional.of("which has other characters than letters, digits, '.', '_' and '-'");
        }
        boolean prefix =
                Stream.concat(Prefixes.HTTP.stream(), Prefixes.WS.stream()).anyMatch(taken -> taken.equals(name + "."));
        return prefix && !Prefixes.BUILT_IN_TRANSPORTS.contains(name)
                ? Optional.of("which is a prefix of settings of the built-in transports")
                : Optional.empty();
    }
}
