package dev.halley.cdi.sample;

import java.util.Optional;

/** Checks the tokens that {@link TokenPolicy} gets. */
public interface Tokens {

    /** @return the name of the user whose token it is; empty if it is nobody's, or has expired */
    Optional<String> userOf(String token);
}
