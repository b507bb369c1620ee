package dev.halley.cluster;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/**
 * TCP that closes the connections of lost nodes without a graceful close: that write blocks when such a node reads nothing any more, and
 * the new view with it.
 */
final class LinkTcp extends TCP {

    LinkTcp() {
        id = ClassConfigurator.getProtocolId(TCP.class);
    }

    @Override
    public void retainAll(Collection<Address> members) {
        Set<Address> kept = Set.copyOf(members);
        srv.forAllConnections((address, connection) -> {
            if (!kept.contains(address)) {
                drop(connection);
            }
        });
        super.retainAll(members);
    }

    private void drop(Connection connection) {
        try {
            connection.close(false);
        } catch (IOException gone) {
            log.debug("closing a lost connection: %s", gone);
        }
    }
}
