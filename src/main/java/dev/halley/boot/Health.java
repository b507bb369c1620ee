package dev.halley.boot;

import dev.halley.api.BayeuxServer;
import dev.halley.spi.Readiness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Whether the server of an application is ready, by its own state and by what others say. The servlet context holds it, under
 * {@link #ATTRIBUTE}, from the moment when clients are let in until the server stops.
 *
 * <p>Thread-safety: thread-safe, as what it asks.
 */
final class Health {

    static final String ATTRIBUTE = Health.class.getName();

    /** What is said where there is no server, as before it has started. */
    static final List<String> NOT_RUNNING = List.of("not running");

    private final BayeuxServer server;
    private final List<Readiness> all;

    /** @param others are asked, too */
    Health(BayeuxServer server, BooleanSupplier isOpen, List<Readiness> others) {
        this.server = server;
        List<Readiness> asked = new ArrayList<>();
        asked.add(() -> isOpen.getAsBoolean() ? Optional.empty() : Optional.of("stopping"));
        asked.add(() -> server.isDraining() ? Optional.of("draining") : Optional.empty());
        asked.addAll(others);
        this.all = List.copyOf(asked);
    }

    /** @return why it is not ready; empty if it is */
    List<String> objections() {
        return all.stream().flatMap(one -> objection(one).stream()).toList();
    }

    private Optional<String> objection(Readiness one) {
        try {
            return one.objection();
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError thrown) {
            server.reportFailure("readiness", thrown);
            return Optional.of("a check failed");
        }
    }
}
