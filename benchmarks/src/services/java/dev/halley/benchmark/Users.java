package dev.halley.benchmark;

import dev.halley.api.LocalSession;
import dev.halley.cluster.ClusterMember;
import dev.halley.config.ClusterConfig;
import dev.halley.config.ServerConfig;
import dev.halley.core.publish.LocalBroker;
import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.core.runtime.SystemClock;
import dev.halley.oort.Seti;
import dev.halley.oort.SetiDelivery;
import dev.halley.oort.SetiListener;
import dev.halley.oort.core.OortCore;
import dev.halley.oort.core.OortPorts;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.Setup;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;

/**
 * What {@code Seti} costs: users on three nodes in one JVM that are linked over TCP on the loopback interface. Each user has one session,
 * which is in memory: a send ends where the message is handed to it.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class Users {

    private static final int NODES = 3;

    private final int users;
    private final List<Integer> ports;
    private final ExecutorTimer timer = new ExecutorTimer(Thread::new);
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });
    private final List<Node> nodes = new ArrayList<>();
    private long heap;

    private record Node(ClusterMember member, InProcessServer server, OortCore oort, List<LocalSession> sessions) {

        Seti seti() {
            return oort.seti();
        }

        void leave() {
            oort.close();
            member.close();
            server.close();
        }
    }

    private Users(int users, List<Integer> ports) {
        this.users = users;
        this.ports = ports;
    }

    /** @param arguments options as {@code --name value} */
    public static void main(String[] arguments) throws Exception {
        Options options = Options.parse(arguments);
        Users benchmark = new Users(options.number("users", 100_000), freePorts(NODES + 1));
        benchmark.run(options.number("sends", 20_000), options.number("rounds", 5));
        System.exit(0);
    }

    private static List<Integer> freePorts(int count) throws Exception {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
    }

    private void run(int sends, int rounds) {
        for (int i = 0; i < NODES; i++) {
            nodes.add(join(i));
        }
        await(() -> nodes.stream().allMatch(node -> node.oort().members().size() == NODES));
        for (int i = 0; i < users; i++) {
            Node node = nodes.get(i % NODES);
            node.sessions().add(node.server().bayeux().newLocalSession("u"));
        }
        heap = used();
        associate();
        tellHeap("for each user on each node");
        listen();
        tellHeap("the same where each node has a listener");
        send(sends);
        joins(rounds);
        nodes.forEach(Node::leave);
    }

    private Node join(int index) {
        String members = String.join(
                ",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        ClusterConfig config = ServerConfig.of(Map.of(
                        "cluster.name", "users-" + ports.get(0),
                        "cluster.node", "n" + index,
                        "cluster.bind", "127.0.0.1:" + ports.get(index),
                        "cluster.members", members))
                .cluster();
        ClusterMember member = ClusterMember.join(config, new SystemClock(), timer, workers);
        InProcessServer server = InProcessServer.start(new Setup());
        OortPorts links = new OortPorts(member.links(), member.state(), new LocalBroker());
        return new Node(member, server, new OortCore(server.bayeux(), links, timer, workers), new ArrayList<>());
    }

    private void associate() {
        long start = System.nanoTime();
        for (int i = 0; i < users; i++) {
            Node node = nodes.get(i % NODES);
            node.seti().associate("u" + i, node.sessions().get(i / NODES).session());
        }
        long associated = System.nanoTime();
        await(() -> nodes.stream().allMatch(node -> node.seti().isPresent("u" + (users - 1))
                && node.seti().userIds().size() == users));
        System.out.printf(
                Locale.ROOT,
                "%,d users associated in %.2f s, %.2f s later all nodes see all of them%n",
                users,
                (associated - start) / 1e9,
                (System.nanoTime() - associated) / 1e9);
    }

    private void listen() {
        CountDownLatch told = new CountDownLatch(users * NODES);
        nodes.forEach(node -> node.seti().addListener(new SetiListener() {
            @Override
            public void online(String userId) {
                told.countDown();
            }
        }));
        await(() -> told.getCount() == 0);
    }

    private void tellHeap(String what) {
        long more = used() - heap;
        System.out.printf(
                Locale.ROOT,
                "heap of all nodes: %.1f MB, %d bytes %s%n",
                more / 1e6,
                more / users / NODES,
                what);
    }

    private static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private void send(int sends) {
        Random random = new Random(1);
        int elsewhere = users / NODES - 1;
        // Those of the first node have numbers that NODES divides.
        IntUnaryOperator here = any -> any * NODES;
        IntUnaryOperator there = any -> any * NODES + 1;
        for (int round = 0; round < 2; round++) {
            String what = round == 0 ? " (warming up)" : "";
            tellSends("to a user of the same node" + what, sends, () -> here.applyAsInt(random.nextInt(elsewhere)), 1);
            tellSends("to a user of another node" + what, sends, () -> there.applyAsInt(random.nextInt(elsewhere)), 1);
            tellSends("to 100 users of all nodes" + what, sends / 10, () -> random.nextInt(users), 100);
        }
    }

    private interface Choice {
        int next();
    }

    private void tellSends(String what, int sends, Choice choice, int recipients) {
        long[] nanos = new long[sends];
        for (int i = 0; i < sends; i++) {
            List<String> ids = new ArrayList<>(recipients);
            for (int j = 0; j < recipients; j++) {
                ids.add("u" + choice.next());
            }
            long start = System.nanoTime();
            SetiDelivery delivery = nodes.get(0)
                    .seti()
                    .send(ids, "/service/mail", "x".repeat(100))
                    .toCompletableFuture()
                    .join();
            nanos[i] = System.nanoTime() - start;
            if (delivery.sessions() != ids.stream().distinct().count() || delivery.unanswered() > 0) {
                throw new IllegalStateException("Not all were reached: " + delivery);
            }
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "send %s: p50 %.3f ms, p99 %.3f ms%n",
                what,
                nanos[sends / 2] / 1e6,
                nanos[sends * 99 / 100] / 1e6);
    }

    private void joins(int rounds) {
        double[] linked = new double[rounds];
        double[] whole = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            Node fourth = join(NODES);
            linked[round] = (System.nanoTime() - start) / 1e9;
            await(() -> fourth.member().state().isComplete()
                    && fourth.oort().members().size() == NODES + 1
                    && fourth.seti().userIds().size() == users);
            whole[round] = (System.nanoTime() - start) / 1e9;
            fourth.leave();
            await(() -> nodes.stream().allMatch(node -> node.oort().members().size() == NODES));
        }
        Arrays.sort(linked);
        Arrays.sort(whole);
        System.out.printf(
                Locale.ROOT,
                "a fourth node: linked after %.2f s, sees all users after %.2f s (medians of %d; up to %.2f s)%n",
                linked[rounds / 2],
                whole[rounds / 2],
                rounds,
                whole[rounds - 1]);
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("It has not come within a minute.");
            }
            Thread.yield();
        }
    }
}
