package dev.halley.cluster;

import dev.halley.spi.ClusterException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.protocols.AUTH;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FRAG4;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.TLSClientAuth;
import org.jspecify.annotations.Nullable;

/** Builds channels that are not connected yet. */
final class LinkStack {

    /** How often a node that is there but does not answer is asked; then this one begins a view of its own, which is merged later. */
    private static final int JOIN_ATTEMPTS = 5;

    /**
     * How often a node asks who is there until it begins a view of its own. An answer is lost where both connect to each other at once,
     * of which one connection is closed: so do nodes that start together, and one that starts again while the others still send
     * to what was there before it.
     */
    private static final int DISCOVERY_RUNS = 4;

    private LinkStack() {}

    /** @return the channel of an operator's own file, with our token in it, and with our own for MERGE3 and VERIFY_SUSPECT2 */
    static JChannel ofFile(Path file, JoinToken token) {
        JChannel channel = null;
        try {
            channel = new JChannel(file.toString());
            ProtocolStack stack = channel.getProtocolStack();
            if (stack.findProtocol(AUTH.class) != null) {
                throw new ClusterException(
                        "The stack in " + file + " has AUTH; leave it out, the nodes bring their own.");
            }
            stack.insertProtocol(
                    authentication(token).setProtocolStack(stack), ProtocolStack.Position.BELOW, GMS.class);
            MERGE3 merge = stack.findProtocol(MERGE3.class);
            if (merge != null) {
                replace(merge, LinkMerge.like(merge));
            }
            VERIFY_SUSPECT2 verifier = stack.findProtocol(VERIFY_SUSPECT2.class);
            if (verifier != null) {
                replace(verifier, LinkVerifier.like(verifier, LinkTimes.USUAL));
            }
            return channel;
        } catch (Exception e) {
            if (channel != null) {
                channel.close();
            }
            throw e instanceof ClusterException ours
                    ? ours
                    : new ClusterException("The stack in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** JGroups sets the stack only of protocols that it has created itself. */
    private static void replace(Protocol theirs, Protocol ours) throws Exception {
        ProtocolStack stack = theirs.getProtocolStack();
        stack.replaceProtocol(theirs, ours.setProtocolStack(stack));
    }

    /** @return the channel over TCP that these addresses ask for */
    static JChannel of(LinkAddresses addresses, JoinToken token) {
        Protocol discovery = addresses.dns().map(LinkStack::dns).orElseGet(() -> fixed(addresses.members()));
        List<Protocol> stack =
                new ArrayList<>(tcp(addresses.bind(), discovery, addresses.key().orElse(null), LinkTimes.USUAL));
        stack.addAll(upper(token, LinkTimes.USUAL));
        return of(stack);
    }

    /** @param protocols the lowest first */
    static JChannel of(List<Protocol> protocols) {
        try {
            return new JChannel(protocols);
        } catch (Exception e) {
            throw new ClusterException("The links cannot be set up: " + e.getMessage(), e);
        }
    }

    /**
     * @param discovery finds other nodes
     * @param key null for links without encryption
     */
    static List<Protocol> tcp(InetSocketAddress bind, Protocol discovery, @Nullable LinkKey key, LinkTimes times) {
        List<Protocol> stack = new ArrayList<>();
        LinkTcp tcp = new LinkTcp();
        tcp.setBindAddress(bind.getAddress()).setBindPort(bind.getPort()).setPortRange(0);
        tcp.setSockConnTimeout(500).tcpNodelay(true).enableSuspectEvents(true);
        // What does not go by our sender threads has one a node: there must be none where all nodes wait for one.
        LinkBundler bundler = new LinkBundler();
        bundler.useSingleSenderThread(false);
        bundler.dropWhenFull(false);
        tcp.setBundler(bundler).useVirtualThreads(true);
        tcp.getThreadPool().setMinThreads(0).setMaxThreads(50);
        tcp.disableDiagnostics();
        if (key != null) {
            encrypt(tcp, key);
        }
        stack.add(tcp);
        stack.add(discovery);
        stack.add(merge(times));
        stack.add(new FD_ALL3()
                .setTimeout(times.silence().toMillis())
                .setInterval(times.heartbeat().toMillis()));
        stack.add(new LinkVerifier(times).setTimeout(times.verification().toMillis()));
        return stack;
    }

    /** @param members where nodes may be found, this one among them */
    static Protocol fixed(List<InetSocketAddress> members) {
        return new TCPPING()
                .<TCPPING>setInitialHosts(members)
                .<TCPPING>setPortRange(0)
                .<TCPPING>numDiscoveryRuns(DISCOVERY_RUNS);
    }

    /** @param name of which all addresses are nodes, which listen at the same port */
    static Protocol dns(String name) {
        return new DNS_PING().setDNSQuery(name).<DNS_PING>numDiscoveryRuns(DISCOVERY_RUNS);
    }

    private static void encrypt(LinkTcp tcp, LinkKey key) {
        tcp.tls()
                .enabled(true)
                .setProtocols(new String[] {"TLSv1.3"})
                .setClientAuth(TLSClientAuth.NEED)
                .setKeystoreType("pkcs12")
                .setKeystorePath(key.keystore().toString())
                .setKeystorePassword(key.password())
                .setTruststoreType("pkcs12")
                .setTruststorePath(key.truststore().toString())
                .setTruststorePassword(key.password());
    }

    static MERGE3 merge(LinkTimes times) {
        return new LinkMerge()
                .setMinInterval(times.mergeFrom().toMillis())
                .setMaxInterval(times.mergeTo().toMillis());
    }

    /** @return the protocols above those that find nodes and lose them */
    static List<Protocol> upper(JoinToken token, LinkTimes times) {
        return List.of(
                new NAKACK2().useMcastXmit(false).resendLastSeqno(true).setXmitInterval(200),
                new UNICAST3().setXmitInterval(200).setConnCloseTimeout(5000),
                new STABLE().setDesiredAverageGossip(5000).setMaxBytes(1_000_000),
                authentication(token),
                new GMS()
                        .printLocalAddress(false)
                        .setMaxJoinAttempts(JOIN_ATTEMPTS)
                        .setJoinTimeout(times.join().toMillis()),
                new UFC().setMaxCredits(4_000_000).setMinThreshold(0.40),
                new MFC().setMaxCredits(4_000_000).setMinThreshold(0.40),
                new FRAG4().setFragSize(60_000));
    }

    private static AUTH authentication(JoinToken token) {
        AUTH authentication = new AUTH().setAuthToken(token);
        token.setAuth(authentication);
        return authentication;
    }
}
