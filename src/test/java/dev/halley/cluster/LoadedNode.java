package dev.halley.cluster;

import dev.halley.core.runtime.ExecutorTimer;
import dev.halley.spi.Cluster.Traffic;
import dev.halley.spi.ClusterNode;
import dev.halley.spi.ClusterView;
import dev.halley.spi.NodeId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The links of one node, as in production, which send to all others and say what they see. A process of its own. */
public final class LoadedNode {

    private static final int PORT = 7800;
    private static final int MESSAGES_PER_SECOND = 600;
    private static final int TOLD = 1_000;
    private static final byte[] MESSAGE = new byte[1_000];

    private final String name;
    private final Map<NodeId, Integer> received = new ConcurrentHashMap<>();

    private LoadedNode(String name) {
        this.name = name;
    }

    /** @param arguments the file with the key and its password, the node's name, and its address */
    public static void main(String[] arguments) throws Exception {
        LinkKey key = new LinkKey(Path.of(arguments[0]), Path.of(arguments[0]), arguments[1]);
        new LoadedNode(arguments[2]).run(arguments[3], key);
    }

    private void run(String address, LinkKey key) throws Exception {
        List<InetSocketAddress> members = Stream.of("10.9.0.1", "10.9.0.2", "10.9.0.3")
                .map(host -> new InetSocketAddress(host, PORT))
                .toList();
        LinkAddresses addresses =
                new LinkAddresses(new InetSocketAddress(address, PORT), members, Optional.empty(), Optional.of(key));
        LinkSettings settings =
                new LinkSettings("cable", name, 16 * 1024 * 1024, WireVersions.OURS, Duration.ofSeconds(30));
        JoinToken token = new JoinToken(settings);
        Links links = Links.join(settings, () -> LinkStack.of(addresses, token), new ExecutorTimer(Thread::new));
        links.handle(Traffic.PLAIN, (from, bytes) -> count(links, from));
        links.onView((before, now) -> tell(now));
        tell(links.view());
        Executors.newSingleThreadScheduledExecutor()
                .scheduleAtFixedRate(() -> send(links), 0, 1_000_000 / MESSAGES_PER_SECOND, TimeUnit.MICROSECONDS);
        // Until the script that has started it ends.
        Thread.currentThread().join();
    }

    private static void send(Links links) {
        for (ClusterNode member : links.view().members()) {
            if (!member.id().equals(links.self().id())) {
                links.send(member.id(), Traffic.PLAIN, MESSAGE);
            }
        }
    }

    private void tell(ClusterView view) {
        say("sees " + view.members().stream().map(ClusterNode::name).sorted().collect(Collectors.joining()));
    }

    private void count(Links links, NodeId from) {
        if (received.merge(from, 1, Integer::sum) % TOLD == 0) {
            links.view().members().stream()
                    .filter(member -> member.id().equals(from))
                    .forEach(member -> say("hears " + member.name()));
        }
    }

    private void say(String what) {
        System.out.println(name + " " + what);
    }
}
