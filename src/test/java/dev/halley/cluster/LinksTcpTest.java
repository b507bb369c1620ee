package dev.halley.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.halley.spi.Cluster.Traffic;
import dev.halley.testing.FreePorts;
import dev.halley.testing.Soak;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jgroups.EmptyMessage;
import org.jgroups.blocks.cs.Connection;
import org.jgroups.util.Util;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinksTcpTest {

    private final TestLinks cluster = new TestLinks();

    @AfterEach
    void leave() {
        cluster.close();
    }

    private Links start(String node, int port, List<Integer> ports, LinkKey key) {
        return start(cluster, node, port, ports, key);
    }

    private static Links start(TestLinks links, String node, int port, List<Integer> ports, LinkKey key) {
        return links.overTcp(links.settings(node, 16 * 1024 * 1024, Duration.ofSeconds(5)), port, ports, key);
    }

    @Test
    @Timeout(900)
    void fiveNodesThatStartAtOnceHaveOneView() throws Exception {
        for (int i = 0; i < Soak.choose(1, 20); i++) {
            List<Integer> ports = TestLinks.freePorts(5);
            try (TestLinks five = new TestLinks()) {
                List<Links> nodes = five.atOnce(5, number -> start(five, "n" + number, ports.get(number), ports, null));
                TestLinks.awaitView(nodes);
                assertThat(nodes.get(0).view().members()).hasSize(5);
            }
        }
    }

    @Test
    void nodeThatHearsNoAnswerAsksAgainBeforeItBeginsAClusterOfItsOwn() throws Exception {
        List<Integer> ports = TestLinks.freePorts(2);
        Links a = start("a", ports.get(0), ports, null);
        LostAnswer lost = new LostAnswer();

        Links b = cluster.patientOverTcp(cluster.settings("b", 16 * 1024 * 1024, Duration.ofSeconds(5)), ports, lost);

        assertThat(lost.isLost()).isTrue();
        assertThat(b.view().members()).containsExactly(a.self(), b.self());
    }

    @Test
    void nodesFindEachOtherByTheAddressesOfAName() throws Exception {
        int port = FreePorts.one();
        List<InetAddress> addresses = List.of(InetAddress.getByName("127.0.0.1"), InetAddress.getByName("127.0.0.2"));
        try (TestDns dns = new TestDns(addresses)) {
            List<Links> nodes = new ArrayList<>();
            for (InetAddress address : addresses) {
                LinkSettings settings =
                        cluster.settings(address.getHostAddress(), 16 * 1024 * 1024, Duration.ofSeconds(5));
                nodes.add(cluster.overTcp(settings, new InetSocketAddress(address, port), dns::discovery, null));
            }

            TestLinks.awaitView(nodes);
            assertThat(nodes.get(0).view().members()).hasSize(2);
        }
    }

    @Test
    void bundlerDropsNothingUnderAFlood() throws Exception {
        List<Integer> ports = TestLinks.freePorts(2);
        Links a = start("a", ports.get(0), ports, null);
        Links b = start("b", ports.get(1), ports, null);
        TestLinks.awaitView(List.of(a, b));
        CountDownLatch all = new CountDownLatch(100_000);
        AtomicInteger order = new AtomicInteger();
        b.handle(Traffic.LOG, (from, bytes) -> {
            int number = bytes[0] & 0xff;
            if (number == (order.getAndIncrement() & 0xff)) {
                all.countDown();
            }
        });
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = new byte[200];
            bytes[0] = (byte) i;
            a.send(b.self().id(), Traffic.LOG, bytes);
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        for (Links node : List.of(a, b)) {
            var bundler = node.channel().getProtocolStack().getTransport().getBundler();
            assertThat(Util.getField(Util.getField(bundler.getClass(), "num_drops_on_full_queue"), bundler))
                    .hasToString("0");
        }
    }

    @Test
    void withAKeyNodesAreLinkedAndAPeerWithoutItDeliversNothing(@TempDir Path directory) throws Exception {
        LinkKey key = TestKeys.make(directory.resolve("cluster.p12"));
        List<Integer> ports = TestLinks.freePorts(4);
        Links a = start("a", ports.get(0), ports, key);
        Links b = start("b", ports.get(1), ports, key);
        TestLinks.awaitView(List.of(a, b));
        try (Socket raw = new Socket()) {
            raw.connect(TestLinks.local(ports.get(0)), 5_000);
            OutputStream out = raw.getOutputStream();
            // Well formed: how long it is, and a frame of ours.
            byte[] frames = Frame.encode(List.of(new Frame(
                    Frame.Type.MESSAGE, Traffic.LOG, 0, Frame.NOBODY, "forged".getBytes(StandardCharsets.UTF_8))));
            out.write(ByteBuffer.allocate(4).putInt(frames.length).array());
            out.write(frames);
            out.flush();
            raw.setSoTimeout(20_000);
            readToTheEnd(raw);
        }
        Links plain = start("plain", ports.get(2), ports, null);
        Links stranger = start("stranger", ports.get(3), ports, TestKeys.make(directory.resolve("stranger.p12")));
        BlockingQueue<Integer> received = new LinkedBlockingQueue<>();
        a.handle(Traffic.LOG, (from, bytes) -> received.add(-1));
        b.handle(Traffic.LOG, (from, bytes) -> received.add(bytes.length));
        a.send(b.self().id(), Traffic.LOG, new byte[1]);
        assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(received).isEmpty();
        assertThat(plain.view().members()).containsExactly(plain.self());
        assertThat(stranger.view().members()).containsExactly(stranger.self());
        // In any order: what a key costs may take longer than nodes look for others here, and then two clusters merge.
        assertThat(a.view().members()).containsExactlyInAnyOrder(a.self(), b.self());
        assertThat(a.report().refused() + b.report().refused()).isZero();
    }

    @Test
    void nodeListensAtItsAddressAndNowhereElse() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/net/tcp")), "needs /proc");
        Set<String> before = listening();
        int port = FreePorts.one();
        start("a", port, List.of(port), null);

        Set<String> now = new HashSet<>(listening());
        now.removeAll(before);
        assertThat(now).singleElement().asString().endsWith("0100007F:%04X".formatted(port));
    }

    /** The others close their side, so that what it would write is an error in the log; one that reads nothing would not let it go. */
    @Test
    void nodeThatLeavesWritesNothingMoreToItsConnections() throws Exception {
        int port = FreePorts.one();
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Links a = start("a", port, List.of(port, other.getLocalPort()), null);
            // The first view drops the first connection, since the other is not in it; then the node looks for it
            // again.
            other.accept().close();
            try (Socket link = other.accept()) {
                // More than what tells who connects: a message has come, so the connection is in use.
                byte[] first = link.getInputStream().readNBytes(100);
                a.close();

                byte[] rest = link.getInputStream().readAllBytes();
                ByteBuffer said = ByteBuffer.allocate(first.length + rest.length)
                        .put(first)
                        .put(rest);
                assertThat(said.getInt(said.capacity() - Integer.BYTES)).isNotEqualTo(Connection.GRACEFUL_CLOSE);
            }
        }
    }

    @Test
    void messageThatComesAfterTheEndStartsNoThread() throws Exception {
        int port = FreePorts.one();
        Links a = start("a", port, List.of(port), null);
        LinkBundler bundler =
                (LinkBundler) a.channel().getProtocolStack().getTransport().getBundler();
        a.close();

        bundler.send(new EmptyMessage(null));

        assertThat(bundler.active()).isEmpty();
    }

    /** @return the addresses at which this process listens, in hexadecimal digits as the kernel writes them */
    private static Set<String> listening() throws IOException {
        Set<String> own = new HashSet<>();
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            for (Path file : files.toList()) {
                try {
                    own.add(Files.readSymbolicLink(file).toString());
                } catch (IOException closedMeanwhile) {
                    // It is no listening one then.
                }
            }
        }
        Set<String> addresses = new HashSet<>();
        for (String table : List.of("/proc/self/net/tcp", "/proc/self/net/tcp6")) {
            for (String line : Files.readAllLines(Path.of(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[3].equals("0A") && own.contains("socket:[" + fields[9] + "]")) {
                    addresses.add(fields[1]);
                }
            }
        }
        return addresses;
    }

    private static void readToTheEnd(Socket socket) {
        try {
            while (socket.getInputStream().read() >= 0) {
                // An alert of TLS, perhaps.
            }
        } catch (IOException reset) {
            assertThat(reset).isNotInstanceOf(java.net.SocketTimeoutException.class);
        }
    }
}
