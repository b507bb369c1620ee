package dev.halley.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/**
 * Where a node listens, and where it looks for others.
 *
 * <p>Thread-safety: immutable.
 *
 * @param bind where it listens; one address of this machine
 * @param members where others may listen
 * @param dns a name of which all addresses are members, in the place of these
 * @param key encrypts the links; needed unless the address is one of this machine alone
 */
record LinkAddresses(
        InetSocketAddress bind, List<InetSocketAddress> members, Optional<String> dns, Optional<LinkKey> key) {

    /** @throws IllegalArgumentException if the node would listen on a network without a key, or on no certain address */
    LinkAddresses {
        members = List.copyOf(members);
        InetAddress address = bind.getAddress();
        if (address.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "'cluster.bind' must be one address of this machine, by which the others reach it, not "
                            + address.getHostAddress() + ".");
        }
        if (!address.isLoopbackAddress() && key.isEmpty()) {
            throw new IllegalArgumentException("'cluster.bind' is " + address.getHostAddress()
                    + ", which other machines can reach, so 'cluster.keystore' is needed;"
                    + " java -jar halley.war --make-cluster-keystore FILE makes one.");
        }
    }

    /**
     * @param setting which names it
     * @throws IllegalArgumentException if there is no such host
     */
    static InetSocketAddress resolved(String setting, InetSocketAddress unresolved) {
        try {
            return new InetSocketAddress(InetAddress.getByName(unresolved.getHostString()), unresolved.getPort());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(
                    "'" + setting + "' names the host " + unresolved.getHostString() + ", which is not known.", e);
        }
    }
}
