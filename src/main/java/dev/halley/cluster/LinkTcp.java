package dev.halley.cluster;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCP;

/**
 * TCP that closes connections without a graceful close. That write blocks when the other node reads nothing any more, and with it the
 * new view, or the end of this node. When this node leaves, the others close their side as soon as they have the view without it: then
 * the write fails, and JGroups logs an error.
 */
final class LinkTcp extends TCP {

    LinkTcp() {
        id = ClassConfigurator.getProtocolId(TCP.class);
        // Else one with that name takes the place of ours.
        message_processing_policy = null;
        msg_processing_policy = new LinkReading();
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

    @Override
    protected void handleDisconnect() {
        // First: else connections that end would be of nodes that are lost.
        connected = false;
        srv.forAllConnections((address, connection) -> drop(connection));
        super.handleDisconnect();
    }

    private void drop(Connection connection) {
        try {
            connection.close(false);
        } catch (IOException gone) {
            log.debug("closing a lost connection: %s", gone);
        }
    }
}
