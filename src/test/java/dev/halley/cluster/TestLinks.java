package dev.halley.cluster;

import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.spi.ClusterNode;
import dev.halley.testing.FreePorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jgroups.Address;
import org.jgroups.JChannel;
import org.jgroups.View;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.SHARED_LOOPBACK;
import org.jgroups.protocols.SHARED_LOOPBACK_PING;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;

/** Nodes of a cluster in this JVM, which ends with the test; they can be torn into parts. */
final class TestLinks implements AutoCloseable {

    static final LinkTimes TIMES = new LinkTimes(
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofMillis(900));

    private static final long QUEUE = 16 * 1024 * 1024;

    private final String cluster = UUID.randomUUID().toString();
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final List<Links> open = new ArrayList<>();

    LinkSettings settings(String node, long queueBytes, Duration patience) {
        return new LinkSettings(cluster, node, queueBytes, WireVersions.OURS, patience);
    }

    Links inMemory(String node) {
        return inMemory(settings(node, QUEUE, Duration.ofSeconds(5)));
    }

    Links inMemory(LinkSettings settings) {
        return inMemory(settings, new JoinToken(settings));
    }

    /** @param versions of the wire that it says it speaks; refused at once where the others speak none of them */
    Links inMemory(String node, WireVersions versions) {
        return inMemory(new LinkSettings(cluster, node, QUEUE, versions, Duration.ZERO));
    }

    /** @param token of the first attempt to join */
    Links inMemory(LinkSettings settings, JoinToken token) {
        return inMemory(settings, token, new DISCARD());
    }

    /** A node that finds others, but that none of them answers until {@link #heal}. */
    Links unanswered(String node) {
        LinkSettings settings = settings(node, QUEUE, Duration.ofSeconds(5));
        return inMemory(settings, new JoinToken(settings), new DISCARD().discardAll(true));
    }

    private Links inMemory(LinkSettings settings, JoinToken token, DISCARD discard) {
        return opened(Links.join(settings, () -> LinkStack.of(memoryStack(token, discard, TIMES)), timer));
    }

    /**
     * @param loses stands on the transport, and may lose what comes and goes
     * @param verifier asks those that it suspects
     */
    Links verifying(String node, Protocol loses, LinkVerifier verifier, LinkTimes times) {
        LinkSettings settings = settings(node, QUEUE, Duration.ofSeconds(5));
        return opened(Links.join(
                settings,
                () -> {
                    List<Protocol> stack = memoryStack(new JoinToken(settings), new DISCARD(), times);
                    stack.add(1, loses);
                    int merge = IntStream.range(0, stack.size())
                            .filter(place -> stack.get(place) instanceof MERGE3)
                            .findFirst()
                            .orElseThrow();
                    stack.add(merge + 1, verifier);
                    return LinkStack.of(stack);
                },
                timer));
    }

    /** All nodes of a JVM see each other there: those of another test have another name of the cluster, and are refused. */
    private static List<Protocol> memoryStack(JoinToken token, DISCARD discard, LinkTimes times) {
        List<Protocol> stack = new ArrayList<>(
                List.of(new SHARED_LOOPBACK(), discard, new SHARED_LOOPBACK_PING(), LinkStack.merge(times)));
        stack.addAll(LinkStack.upper(token, times));
        return stack;
    }

    Links overTcp(LinkSettings settings, int port, List<Integer> ports, @Nullable LinkKey key) {
        List<InetSocketAddress> members = ports.stream().map(TestLinks::local).toList();
        return overTcp(settings, local(port), () -> LinkStack.fixed(members), key);
    }

    /** @param discovery finds the others; another one for each attempt */
    Links overTcp(LinkSettings settings, InetSocketAddress bind, Supplier<Protocol> discovery, @Nullable LinkKey key) {
        return opened(Links.join(settings, () -> tcpChannel(settings, bind, discovery.get(), key), timer));
    }

    /**
     * A node that has time to find the others.
     *
     * @param ports the second one is the node's
     * @param above what stands on the transport
     */
    Links patientOverTcp(LinkSettings settings, List<Integer> ports, Protocol above) {
        List<InetSocketAddress> members = ports.stream().map(TestLinks::local).toList();
        LinkTimes patient = new LinkTimes(
                Duration.ofSeconds(8),
                TIMES.silence(),
                TIMES.heartbeat(),
                TIMES.verification(),
                TIMES.mergeFrom(),
                TIMES.mergeTo());
        return opened(Links.join(
                settings,
                () -> {
                    List<Protocol> stack =
                            new ArrayList<>(LinkStack.tcp(members.get(1), LinkStack.fixed(members), null, patient));
                    stack.add(1, above);
                    stack.addAll(LinkStack.upper(new JoinToken(settings), patient));
                    return LinkStack.of(stack);
                },
                timer));
    }

    private static JChannel tcpChannel(
            LinkSettings settings, InetSocketAddress bind, Protocol discovery, @Nullable LinkKey key) {
        List<Protocol> stack = new ArrayList<>(LinkStack.tcp(bind, discovery, key, TIMES));
        stack.addAll(LinkStack.upper(new JoinToken(settings), TIMES));
        return LinkStack.of(stack);
    }

    static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    static List<Integer> freePorts(int count) {
        return IntStream.of(FreePorts.some(count)).boxed().toList();
    }

    private synchronized Links opened(Links links) {
        open.add(links);
        return links;
    }

    /** Starts nodes at the same moment. */
    List<Links> atOnce(int count, IntFunction<Links> start) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(count);
        try {
            List<Future<Links>> starting = IntStream.range(0, count)
                    .mapToObj(number -> threads.submit(() -> start.apply(number)))
                    .toList();
            List<Links> started = new ArrayList<>();
            for (Future<Links> one : starting) {
                started.add(one.get(30, TimeUnit.SECONDS));
            }
            return started;
        } finally {
            threads.shutdown();
        }
    }

    /**
     * Waits until all nodes have one view, which is of them and nobody else. Members alone do not tell: a node may have
     * them in a view that the others have replaced.
     */
    static void awaitView(List<Links> nodes) throws Exception {
        List<String> names =
                nodes.stream().map(node -> node.self().name()).sorted().toList();
        CompletableFuture<Void> seen = new CompletableFuture<>();
        for (Links node : nodes) {
            node.onView((before, now) -> {
                if (haveOneView(nodes, names)) {
                    seen.complete(null);
                }
            });
        }
        if (!haveOneView(nodes, names)) {
            try {
                seen.get(15, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException e) {
                throw new AssertionError(
                        "Not one view of " + names + ": "
                                + nodes.stream().map(Links::view).toList(),
                        e);
            }
        }
    }

    private static boolean haveOneView(List<Links> nodes, List<String> names) {
        long number = nodes.get(0).view().number();
        return nodes.stream()
                .map(Links::view)
                .allMatch(view -> view.number() == number
                        && view.members().stream()
                                .map(ClusterNode::name)
                                .sorted()
                                .toList()
                                .equals(names));
    }

    /** Tears two nodes apart. */
    static void split(Links one, Links other) throws Exception {
        split(List.of(one), List.of(other));
    }

    /** Tears two parts apart; each has a view of its own then. */
    static void split(List<Links> one, List<Links> other) throws Exception {
        for (Links node : one) {
            for (Links far : other) {
                ignore(node, far);
                ignore(far, node);
            }
        }
        for (List<Links> part : List.of(one, other)) {
            install(part);
            awaitView(part);
        }
    }

    /** Gives a part a view of its own, whether or not the others hear of it. */
    static void install(List<Links> part) {
        long number =
                1 + part.stream().mapToLong(node -> node.view().number()).max().orElseThrow();
        Address[] addresses =
                part.stream().map(node -> node.channel().getAddress()).toArray(Address[]::new);
        View view = View.create(addresses[0], number, addresses);
        for (Links node : part) {
            GMS membership = node.channel().getProtocolStack().findProtocol(GMS.class);
            membership.installView(view);
        }
    }

    static void ignore(Links node, Links other) {
        discard(node).addIgnoreMember(other.channel().getAddress());
    }

    static void heal(Links... nodes) {
        for (Links node : nodes) {
            discard(node).discardAll(false).resetIgnoredMembers();
        }
    }

    private static DISCARD discard(Links node) {
        return node.channel().getProtocolStack().findProtocol(DISCARD.class);
    }

    @Override
    public void close() {
        open.forEach(Links::close);
        timer.close();
    }
}
