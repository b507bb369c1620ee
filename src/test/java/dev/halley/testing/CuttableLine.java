package dev.halley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A network between clients and a server on this machine that can be cut: all its connections end at once, by a reset, with
 * whatever is on its way; new ones get through again.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class CuttableLine implements AutoCloseable {

    private final ServerSocket entrance;
    private final int exit;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /** @param port of the server */
    public CuttableLine(int port) {
        try {
            exit = port;
            entrance = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    /** @return where clients connect to */
    public int port() {
        return entrance.getLocalPort();
    }

    /** Cuts all connections that there are. */
    public void cut() {
        sockets.forEach(CuttableLine::reset);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "cuttable-line");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), exit);
                sockets.add(client);
                sockets.add(server);
                run(() -> copy(client, server));
                run(() -> copy(server, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.setTcpNoDelay(true);
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Both ends go, which is all that there is to do.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
