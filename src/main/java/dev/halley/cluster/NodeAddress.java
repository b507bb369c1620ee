package dev.halley.cluster;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.NodeId;
import java.nio.charset.StandardCharsets;
import org.jgroups.Address;
import org.jgroups.util.ExtendedUUID;

/** Reads and writes a node's name and versions in its address, so that whoever knows the one knows the others. */
final class NodeAddress {

    private static final String NAME = "n";
    private static final String VERSIONS = "v";
    private static final WireVersions FIRST = new WireVersions(1, 1);

    private NodeAddress() {}

    /** @return an address that no other node has, and this one had at no earlier start */
    static Address random(String name, WireVersions versions) {
        return ExtendedUUID.randomUUID(name)
                .put(NAME, name.getBytes(StandardCharsets.UTF_8))
                .put(VERSIONS, new byte[] {(byte) versions.oldest(), (byte) versions.newest()});
    }

    /**
     * @return the versions of the wire that a node speaks, the first one alone where its address does not say
     * @throws IllegalArgumentException if it says none that can be
     */
    static WireVersions versions(Address address) {
        byte[] written = address instanceof ExtendedUUID uuid ? uuid.get(VERSIONS) : null;
        return written == null || written.length != 2
                ? FIRST
                : new WireVersions(Byte.toUnsignedInt(written[0]), Byte.toUnsignedInt(written[1]));
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
