package dev.halley.cluster.gateway;

/**
 * How much is forwarded between nodes at a time.
 *
 * <p>Thread-safety: immutable.
 *
 * @param forwarded connections and requests here whose sessions other nodes have
 * @param remote connections and requests at other nodes whose sessions are here
 * @param malformed messages of other nodes that could not be read
 */
public record ForwardingReport(int forwarded, int remote, long malformed) {

    /** Nothing, as before clients can come. */
    public static final ForwardingReport NONE = new ForwardingReport(0, 0, 0);
}
