package dev.halley.cluster;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.nio.charset.StandardCharsets;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/** Reads and writes a node's name in its address, so that whoever knows the one knows the other. */
final class NodeAddress {

    private static final String NAME = "n";

    private NodeAddress() {}

    /** @return an address that no other node has, and this one had at no earlier start */
    static Address random(String name) {
        return ExtendedUUID.randomUUID(name).put(NAME, name.getBytes(StandardCharsets.UTF_8));
    }

    static ClusterNode node(Address address) {
        if (!(address instanceof ExtendedUUID uuid)) {
            return new ClusterNode(new NodeId(address.toString()), address.toString());
        }
        byte[] written = uuid.get(NAME);
        String name = written == null ? "" : new String(written, StandardCharsets.UTF_8);
        String run = Long.toHexString(uuid.getMostSignificantBits()) + Long.toHexString(uuid.getLeastSignificantBits());
        return new ClusterNode(new NodeId(name + "#" + run), name);
    }
}
