package dev.halley.client;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the transport: falls back from the preferred one to the next if that one gets through and the preferred one
 * does not, and says which one to probe. docs/transport-fallback.md has the rule. It knows neither time nor network.
 *
 * <p>Thread-safety: confined to the client's strand.
 */
final class TransportChoice {

    /** So many failures in a row a transport that has worked is tried alone. */
    static final int PATIENCE = 3;

    private final List<TransportType> wanted;
    private final Set<TransportType> proven = EnumSet.noneOf(TransportType.class);
    /** Those that failed since one has worked, or since all had. */
    private final Set<TransportType> tried = EnumSet.noneOf(TransportType.class);

    private List<TransportType> usable;
    private TransportType current;
    /** What it goes back to if the current one does not work, either; null when that has worked. */
    private @Nullable TransportType former;

    private TransportReason reason = TransportReason.NEGOTIATED;
    private int failures;
    private int cuts;

    /** @param wanted in the order of preference, at least one */
    TransportChoice(List<TransportType> wanted) {
        this.wanted = List.copyOf(wanted);
        this.usable = this.wanted;
        this.current = wanted.get(0);
    }

    TransportType current() {
        return current;
    }

    /** @return why it is the current one, if it was not from the beginning */
    TransportReason reason() {
        return reason;
    }

    /** @return the one to probe: the preferred one, while another is in use */
    Optional<TransportType> preferred() {
        return current == usable.get(0) || former != null ? Optional.empty() : Optional.of(usable.get(0));
    }

    /** @return whether it has gone back to a preferred one, over which nothing was answered yet */
    boolean isUpgrading() {
        return former != null && reason == TransportReason.UPGRADE;
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
            int place = wanted.indexOf(current);
            // What comes before it in the list has not got through, perhaps.
            TransportType next = common.stream()
                    .filter(type -> wanted.indexOf(type) > place)
                    .findFirst()
                    .orElse(common.get(0));
            go(next, former == null ? TransportReason.NEGOTIATED : reason);
            former = null;
        }
        return Optional.of(current);
    }

    /**
     * The current transport works: a connect was answered over it.
     *
     * @param held whether the server had held it, which shows that the network lets a connection live
     * @return whether the preferred one has shown so
     */
    boolean worked(boolean held) {
        proven.add(current);
        tried.clear();
        former = null;
        failures = 0;
        if (held) {
            cuts = 0;
        }
        return held && current == usable.get(0);
    }

    /** The preferred one has opened: the next connect goes over it. */
    void upgrade() {
        TransportType left = current;
        go(usable.get(0), TransportReason.UPGRADE);
        former = left;
    }

    /**
     * The current transport has failed.
     *
     * @return whether another one takes its place that was not tried since one worked: there is no need to wait
     */
    boolean failed(TransportFailure failure) {
        if (isUpgrading()) {
            goBack();
            return true;
        }
        int after = usable.indexOf(current) + 1;
        if (failure == TransportFailure.BUFFERED && after < usable.size()) {
            TransportType left = current;
            go(usable.get(after), TransportReason.BUFFERED);
            former = left;
            return true;
        }
        boolean away = failure == TransportFailure.UNREACHABLE || failure == TransportFailure.UNAVAILABLE;
        if (failure == TransportFailure.UNREACHABLE || away && former != null) {
            goBack();
            return false;
        }
        failures++;
        cuts += failure == TransportFailure.CUT ? 1 : 0;
        tried.add(current);
        boolean patient = (away || proven.contains(current)) && failures < PATIENCE && cuts < PATIENCE;
        if (patient || usable.size() == 1) {
            return false;
        }
        int place = usable.indexOf(current) + 1;
        TransportType next = usable.get(place % usable.size());
        if (tried.contains(next)) {
            goBack();
            tried.clear();
            return false;
        }
        TransportType left = former == null ? current : former;
        go(next, place < usable.size() ? TransportReason.FALLBACK : TransportReason.UPGRADE);
        former = left;
        return true;
    }

    private void go(TransportType next, TransportReason why) {
        current = next;
        reason = why;
        cuts = 0;
    }

    private void goBack() {
        if (former != null) {
            current = former;
            former = null;
        }
    }

    /** Forgets what was learned: another conversation begins. */
    void reset() {
        tried.clear();
        proven.clear();
        failures = 0;
        cuts = 0;
        usable = wanted;
        current = wanted.get(0);
        former = null;
    }
}
