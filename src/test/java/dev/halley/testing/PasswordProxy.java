package dev.halley.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy that wants a user and a password by the scheme Basic, and lets nothing but tunnels through. RFC 9110, sections 9.3.6
 * and 11.7.
 *
 * <p>Thread-safety: thread-safe.
 */
public final class PasswordProxy implements AutoCloseable {

    private static final int BACKLOG = 50;
    private static final String END_OF_HEAD = "\r\n\r\n";

    private final ServerSocket entrance;
    private final String wanted;
    private final List<URI> tunnels = new CopyOnWriteArrayList<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    public PasswordProxy(String user, String password) {
        String both = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        wanted = "\r\nproxy-authorization: basic " + both.toLowerCase(Locale.ROOT) + "\r\n";
        try {
            entrance = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(entrance.getInetAddress(), entrance.getLocalPort());
    }

    /** @return where tunnels lead to that were opened */
    public List<URI> tunnels() {
        return List.copyOf(tunnels);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "password-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                sockets.add(client);
                run(() -> serve(client));
            }
        } catch (IOException closed) {
            // The end.
        }
    }

    private void serve(Socket client) {
        try (client) {
            OutputStream out = client.getOutputStream();
            String head = head(client.getInputStream());
            while (head.endsWith(END_OF_HEAD)) {
                if (!head.toLowerCase(Locale.ROOT).contains(wanted)) {
                    answer(out, "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"test\"\r\n");
                } else if (!head.startsWith("CONNECT ")) {
                    answer(out, "405 Method Not Allowed", "Allow: CONNECT\r\n");
                } else {
                    tunnel(client, URI.create("//" + head.split(" ")[1]));
                    return;
                }
                head = head(client.getInputStream());
            }
        } catch (IOException closed) {
            // The client, or this proxy, has ended it.
        } finally {
            sockets.remove(client);
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = 0;
        while (next >= 0 && head.indexOf(END_OF_HEAD) < 0) {
            next = in.read();
            head.append((char) next);
        }
        return head.toString();
    }

    private static void answer(OutputStream out, String status, String header) throws IOException {
        String text = "HTTP/1.1 " + status + "\r\n" + header + "Content-Length: 0" + END_OF_HEAD;
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void tunnel(Socket client, URI to) throws IOException {
        try (Socket server = new Socket(to.getHost(), to.getPort())) {
            sockets.add(server);
            tunnels.add(to);
            OutputStream out = client.getOutputStream();
            out.write(("HTTP/1.1 200 OK" + END_OF_HEAD).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            run(() -> copy(server, client));
            copy(client, server);
            sockets.remove(server);
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException closed) {
            // One of them has gone.
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
