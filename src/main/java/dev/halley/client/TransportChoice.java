package dev.halley.client;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Chooses the transport: the first of the application's list that works. One that has worked is stuck to, and given up only
 * after several failures in a row, as the network may have changed.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class TransportChoice {

    /** After so many failures in a row of a transport that has worked, another one is tried. */
    static final int PATIENCE = 3;

    private final List<TransportType> wanted;
    private final Set<TransportType> proven = EnumSet.noneOf(TransportType.class);
    private final Set<TransportType> tried = EnumSet.noneOf(TransportType.class);
    private List<TransportType> usable;
    private TransportType current;
    private int failures;

    /** @param wanted in the order of preference, at least one */
    TransportChoice(List<TransportType> wanted) {
        this.wanted = List.copyOf(wanted);
        this.usable = this.wanted;
        this.current = wanted.get(0);
    }

    TransportType current() {
        return current;
    }

    /** @return the connection types for the handshake, the current one first */
    List<String> offer() {
        List<TransportType> types = new ArrayList<>(wanted);
        types.remove(current);
        types.add(0, current);
        return types.stream().map(TransportType::wire).toList();
    }

    /**
     * Takes note of what the server has. The current transport stays if it has that.
     *
     * @param offered the server's connection types
     * @return empty when there is none in common
     */
    Optional<TransportType> negotiate(List<String> offered) {
        List<TransportType> common =
                wanted.stream().filter(type -> offered.contains(type.wire())).toList();
        if (common.isEmpty()) {
            return Optional.empty();
        }
        usable = common;
        if (!common.contains(current)) {
            current = common.get(0);
        }
        return Optional.of(current);
    }

    /** The current transport works: a connect was answered over it. */
    void worked() {
        proven.add(current);
        tried.clear();
        failures = 0;
    }

    /**
     * The current transport has failed.
     *
     * @return whether another one takes its place that was not tried since the last one worked: there is no need to wait
     */
    boolean failed() {
        failures++;
        tried.add(current);
        boolean staying = proven.contains(current) && failures < PATIENCE || usable.size() == 1;
        if (staying) {
            return false;
        }
        failures = 0;
        current = usable.get((usable.indexOf(current) + 1) % usable.size());
        return !tried.contains(current);
    }

    /** Forgets what was learned: another conversation begins. */
    void reset() {
        tried.clear();
        proven.clear();
        failures = 0;
        usable = wanted;
        current = wanted.get(0);
    }
}
