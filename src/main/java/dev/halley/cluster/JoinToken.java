package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.spi.ClusterNode;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.ViewId;
import org.jgroups.auth.AuthToken;
import org.jgroups.protocols.pbcast.GMS;
import org.jspecify.annotations.Nullable;

/** Shows who wants to join; the oldest node refuses another cluster, another wire version, and a name that is taken. */
public final class JoinToken extends AuthToken {

    /** What the messages between nodes look like. */
    static final int WIRE_VERSION = 1;

    private static final System.Logger LOGGER = System.getLogger(JoinToken.class.getName());

    /** Who was let in while that view held: the next one has it. */
    private record Admitted(Address node, ViewId view) {}

    /** By name, since one view may take in several nodes. Guarded by this. */
    private final Map<String, Admitted> admitted = new HashMap<>();

    private int version = WIRE_VERSION;
    private String cluster = "";
    private String node = "";

    /** For JGroups, which reads the rest from the wire. */
    public JoinToken() {}

    JoinToken(String cluster, String node, int version) {
        this.cluster = cluster;
        this.node = node;
        this.version = version;
    }

    @Override
    public String getName() {
        return JoinToken.class.getName();
    }

    @Override
    public synchronized boolean authenticate(AuthToken token, Message message) {
        String refusal =
                token instanceof JoinToken other ? refusal(other, message.getSrc()) : "it shows no token of Halley's";
        if (refusal != null) {
            LOGGER.log(WARNING, "Node {0} may not join: {1}.", message.getSrc(), refusal);
        }
        return refusal == null;
    }

    private @Nullable String refusal(JoinToken other, @Nullable Address from) {
        if (other.version != version) {
            return "it speaks version " + other.version + " of the wire, this node " + version;
        }
        if (!other.cluster.equals(cluster)) {
            return "it belongs to cluster \"" + other.cluster + "\", this node to \"" + cluster + "\"";
        }
        GMS membership = auth.getProtocolStack().findProtocol(GMS.class);
        View view = membership.view();
        if (from == null || isTaken(other.node, from, view)) {
            return "the cluster has a node of the name \"" + other.node + "\" already";
        }
        if (view == null) {
            return null;
        }
        admitted.values().removeIf(entry -> !entry.view.equals(view.getViewId()));
        Admitted before = admitted.putIfAbsent(other.node, new Admitted(from, view.getViewId()));
        return before == null || before.node.equals(from)
                ? null
                : "another node of the name \"" + other.node + "\" is joining";
    }

    private static boolean isTaken(String name, Address from, @Nullable View view) {
        if (view == null) {
            return false;
        }
        for (Address member : view.getMembers()) {
            ClusterNode there = NodeAddress.node(member);
            if (there.name().equals(name) && !member.equals(from)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int size() {
        return 3 + bytes(cluster).length + bytes(node).length;
    }

    @Override
    public void writeTo(DataOutput out) throws IOException {
        out.writeByte(version);
        write(out, cluster);
        write(out, node);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        version = in.readUnsignedByte();
        cluster = read(in);
        node = read(in);
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static void write(DataOutput out, String name) throws IOException {
        byte[] bytes = bytes(name);
        out.writeByte(bytes.length);
        out.write(bytes);
    }

    private static String read(DataInput in) throws IOException {
        int length = in.readUnsignedByte();
        if (length > LinkSettings.MAX_NAME) {
            throw new IOException("A name of " + length + " bytes; at most " + LinkSettings.MAX_NAME + " are allowed.");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
