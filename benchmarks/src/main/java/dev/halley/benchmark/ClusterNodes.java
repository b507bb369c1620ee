package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/**
 * Some servers of this machine that are the nodes of one cluster.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class ClusterNodes implements Closeable {

    private final List<ServerProcess> nodes = new ArrayList<>();

    /** @throws IOException if a node does not start */
    ClusterNodes(Servers servers, int count) throws IOException {
        List<Integer> ports = freePorts(count);
        String members =
                String.join(",", ports.stream().map(port -> "127.0.0.1:" + port).toList());
        try {
            for (int i = 0; i < count; i++) {
                List<String> options = List.of(
                        "-Dhalley.cluster.name=benchmark",
                        "-Dhalley.cluster.node=n" + i,
                        "-Dhalley.cluster.bind=127.0.0.1:" + ports.get(i),
                        "-Dhalley.cluster.members=" + members);
                nodes.add(servers.with(options).start("halley", new Servers.Mode(Servers.HELD, false)));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
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
            node.thaw();
        }
        nodes.forEach(ServerProcess::close);
    }
}
