package dev.halley.boot.app;

import dev.halley.spi.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A say of an application's own in whether the server is ready: what a system property says, or it throws. */
@ApplicationScoped
public class ObjectingReadiness implements Readiness {

    /** The property that has the objection; none where it is not set. */
    public static final String PROPERTY = "test.objection";

    /** As an objection: it throws instead. */
    public static final String THROW = "throw";

    @Override
    public Optional<String> objection() {
        String objection = System.getProperty(PROPERTY);
        if (THROW.equals(objection)) {
            throw new IllegalStateException("no answer");
        }
        return Optional.ofNullable(objection);
    }
}
