package dev.halley.cluster;

import static java.lang.System.Logger.Level.WARNING;

import dev.halley.spi.ClusterNode;
import dev.halley.spi.ServerEvents;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.ViewId;
import org.jgroups.auth.AuthToken;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.pbcast.GMS;
import org.jspecify.annotations.Nullable;

/**
 * Shows who wants to join; the oldest node refuses another cluster, a node that shares no version of the wire with each of the members, and a
 * name that is taken. The versions that a node speaks are in its address.
 */
public final class JoinToken extends AuthToken {

    /** The version of what a token looks like. */
    private static final int FORM = 1;

    private static final System.Logger LOGGER = System.getLogger(JoinToken.class.getName());

    /** A node that was let in asks again until it is in a view; one that does not has given up. */
    static final Duration UNTIL_GIVEN_UP = Duration.ofSeconds(5);

    /**
     * Who was let in while that view held: the next one has it.
     *
     * @param asked when it asked last, in nanoseconds
     */
    private record Admitted(Address node, ViewId view, long asked) {}

    /** By name, since one view may take in several nodes. Guarded by this. */
    private final Map<String, Admitted> admitted = new HashMap<>();

    private final LongSupplier nanos;
    private volatile ServerEvents events = new ServerEvents() {
        @Override
        public void nodeRefused(String refused, String why) {
            LOGGER.log(WARNING, "Node {0} may not join: {1}.", refused, why);
        }
    };
    private int form = FORM;
    private String cluster;
    private String node;

    /** For JGroups, which reads the rest from the wire. */
    public JoinToken() {
        this("", "", System::nanoTime);
    }

    JoinToken(LinkSettings settings) {
        this(settings, System::nanoTime);
    }

    /** @param nanos the time in nanoseconds */
    JoinToken(LinkSettings settings, LongSupplier nanos) {
        this(settings.cluster(), settings.node(), nanos);
    }

    private JoinToken(String cluster, String node, LongSupplier nanos) {
        this.cluster = cluster;
        this.node = node;
        this.nanos = nanos;
    }

    @Override
    public String getName() {
        return JoinToken.class.getName();
    }

    /** @param told learns of refused nodes from now on, in the place of the log */
    void tell(ServerEvents told) {
        events = told;
    }

    @Override
    public synchronized boolean authenticate(AuthToken token, Message message) {
        String refusal;
        String name;
        if (token instanceof JoinToken other) {
            refusal = refusal(other, message);
            name = other.node;
        } else {
            refusal = "it shows no token of Halley's";
            name = String.valueOf(message.getSrc());
        }
        if (refusal != null) {
            events.nodeRefused(name, refusal);
        }
        return refusal == null;
    }

    private @Nullable String refusal(JoinToken other, Message message) {
        if (other.form != FORM) {
            return "its token has version " + other.form + ", this node reads version " + FORM;
        }
        String unspoken = versionRefusal(message.getSrc());
        if (unspoken != null) {
            return unspoken;
        }
        if (!other.cluster.equals(cluster)) {
            return "it belongs to cluster \"" + other.cluster + "\", this node to \"" + cluster + "\"";
        }
        // Parts that find each other again merge, whatever the names of their members.
        return isJoin(message) ? nameRefusal(other.node, message) : null;
    }

    /** Of versions in a row, there is one that all speak where each two share one. */
    private @Nullable String versionRefusal(Address from) {
        WireVersions theirs = NodeAddress.versions(from);
        GMS membership = auth.getProtocolStack().findProtocol(GMS.class);
        View view = membership.view();
        List<Address> members = view == null ? List.of(auth.getAddress()) : view.getMembers();
        for (Address member : members) {
            WireVersions spoken = NodeAddress.versions(member);
            if (!spoken.overlap(theirs)) {
                return "it speaks " + theirs + " of the wire, node \""
                        + NodeAddress.node(member).name() + "\" " + spoken;
            }
        }
        return null;
    }

    private static boolean isJoin(Message message) {
        return message.getHeader(ClassConfigurator.getProtocolId(GMS.class)) instanceof GMS.GmsHeader header
                && (header.getType() == GMS.GmsHeader.JOIN_REQ
                        || header.getType() == GMS.GmsHeader.JOIN_REQ_WITH_STATE_TRANSFER);
    }

    private @Nullable String nameRefusal(String name, Message message) {
        Address from = message.getSrc();
        GMS membership = auth.getProtocolStack().findProtocol(GMS.class);
        View view = membership.view();
        if (from == null || isTaken(name, from, view)) {
            return "the cluster has a node of the name \"" + name + "\" already";
        }
        if (view == null) {
            return null;
        }
        long now = nanos.getAsLong();
        admitted.values()
                .removeIf(
                        entry -> !entry.view.equals(view.getViewId()) || now - entry.asked > UNTIL_GIVEN_UP.toNanos());
        Admitted before = admitted.get(name);
        if (before != null && !before.node.equals(from)) {
            return "another node of the name \"" + name + "\" is joining";
        }
        admitted.put(name, new Admitted(from, view.getViewId(), now));
        return null;
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
        out.writeByte(form);
        write(out, cluster);
        write(out, node);
    }

    @Override
    public void readFrom(DataInput in) throws IOException {
        form = in.readUnsignedByte();
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
