package dev.halley.benchmark;

import dev.halley.benchmark.server.CometdNode;
import dev.halley.benchmark.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Some servers of this machine that are the nodes of one cluster.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class ClusterNodes implements Closeable {

    private final List<ServerProcess> nodes = new ArrayList<>();

    /**
     * @param oort whether they are CometD's, in place of Halley's
     * @throws IOException if a node does not start
     */
    ClusterNodes(Servers servers, int count, boolean oort) throws IOException {
        try {
            if (oort) {
                startOort(servers, count);
            } else {
                startHalley(servers, count);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void startOort(Servers servers, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            String others = nodes.stream()
                    .map(node -> CometdNode.url(node.address().getPort()))
                    .collect(Collectors.joining(","));
            start(servers, "oort", List.of("-D" + CometdNode.OTHERS + "=" + others));
        }
    }

    private void startHalley(Servers servers, int count) throws IOException {
        List<Integer> ports = freePorts(count);
        String members =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        for (int i = 0; i < count; i++) {
            List<String> options = List.of(
                    "-Dhalley.cluster.name=benchmark",
                    "-Dhalley.cluster.node=n" + i,
                    "-Dhalley.cluster.bind=127.0.0.1:" + ports.get(i),
                    "-Dhalley.cluster.members=" + members);
            start(servers, "halley", options);
        }
    }

    private void start(Servers servers, String kind, List<String> options) throws IOException {
        nodes.add(servers.with(options).start(kind, new Servers.Mode(Servers.HELD, false)));
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    /** @return the nodes in the order of their starts, so the oldest first */
    List<ServerProcess> all() {
        return nodes;
    }

    /** Stops all, also those that are frozen. */
    @Override
    public void close() throws IOException {
        for (ServerProcess node : nodes) {
            if (node.isAlive()) {
                node.thaw();
            }
        }
        nodes.forEach(ServerProcess::close);
    }
}
