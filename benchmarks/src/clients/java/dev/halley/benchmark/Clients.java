package dev.halley.benchmark;

import dev.halley.benchmark.server.ServerProcess;
import dev.halley.client.TransportType;
import jakarta.websocket.ContainerProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.cometd.client.BayeuxClient;
import org.cometd.client.http.jetty.JettyHttpClientTransport;
import org.cometd.client.transport.ClientTransport;
import org.cometd.client.websocket.jakarta.WebSocketTransport;
import org.eclipse.jetty.client.HttpClient;

/**
 * What idle clients cost the JVM that they are in: heap and threads, of Halley's Java client and of CometD's. Each kind is
 * measured in a JVM of its own, with a server of its own, one after the other.
 *
 * <p>Thread-safety: confined to one thread.
 */
public final class Clients {

    /** So many come and go before anything is counted, so that classes, caches and threads are there. */
    private static final int WARM_UP = 200;

    /** So many connect at a time: fewer than a listen backlog takes. */
    private static final int AT_ONCE = 50;

    private static final long PATIENCE_SECONDS = 120;
    private static final List<String> JVM = List.of("-Xmx2g", "-XX:+UseG1GC");
    private static final String LONG = Long.toString(Servers.HELD_LONG);

    private Clients() {}

    /** @param arguments options as {@code --name value}; or, in a JVM that it starts, what is to be opened there */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("open")) {
            open(arguments[1], TransportType.valueOf(arguments[2]), arguments[3], Integer.parseInt(arguments[4]));
            // Nobody says goodbye: the server ends, too.
            Runtime.getRuntime().halt(0);
        }
        Options options = Options.parse(arguments);
        int count = options.number("clients", 5_000);
        Servers servers = new Servers(Path.of(options.text("war", "target/halley.war")), "", "java", List.of());
        List<String> jvm = new ArrayList<>(JVM);
        jvm.addAll(List.of(options.text("jvm", "-Xms256m").trim().split(" +")));
        for (TransportType transport : TransportType.values()) {
            for (String kind : List.of("halley", "cometd")) {
                measure(servers, jvm, List.of(kind, transport.name()), count);
            }
        }
    }

    private static void measure(Servers servers, List<String> jvm, List<String> what, int count)
            throws IOException, InterruptedException {
        try (ServerProcess server = servers.start("halley", new Servers.Mode(Servers.HELD_LONG, false))) {
            List<String> command = new ArrayList<>(List.of("java"));
            command.addAll(jvm);
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Clients.class.getName(), "open"));
            command.addAll(what);
            command.addAll(List.of(
                    "http://127.0.0.1:" + server.address().getPort() + "/cometd", Integer.toString(count)));
            int code = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (code != 0) {
                throw new IOException(String.join(" over ", what) + " failed");
            }
        }
    }

    /** A client of either kind. */
    private interface Client {

        void begin();

        void awaitConnection() throws Exception;

        void end() throws Exception;
    }

    private static void open(String kind, TransportType transport, String url, int count) throws Exception {
        Map<String, Integer> own = threads();
        Supplier<Client> maker = kind.equals("halley") ? halley(url, transport) : cometd(url, transport);
        for (Client client : connect(maker, WARM_UP)) {
            client.end();
        }
        long before = usedBytes();
        List<Client> clients = connect(maker, count);
        long after = usedBytes();
        Map<String, Integer> threads = threads();
        own.forEach((name, number) -> threads.merge(name, -number, Integer::sum));
        threads.values().removeIf(number -> number <= 0);
        System.out.printf(
                "%s's client, %s: %,d clients, %,d bytes of heap each, %d threads %s%n",
                kind.equals("halley") ? "Halley" : "CometD",
                transport.wire(),
                clients.size(),
                (after - before) / count,
                threads.values().stream().mapToInt(Integer::intValue).sum(),
                threads);
    }

    private static List<Client> connect(Supplier<Client> maker, int count) throws Exception {
        List<Client> all = new ArrayList<>(count);
        while (all.size() < count) {
            List<Client> some = new ArrayList<>();
            for (int i = Math.min(AT_ONCE, count - all.size()); i > 0; i--) {
                Client client = maker.get();
                client.begin();
                some.add(client);
            }
            for (Client client : some) {
                client.awaitConnection();
            }
            all.addAll(some);
        }
        return all;
    }

    private static long usedBytes() {
        // References that wait for their queue are gone after the second.
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** @return how many there are of each name, without the numbers in it */
    private static Map<String, Integer> threads() {
        Map<String, Integer> threads = new TreeMap<>();
        Thread.getAllStackTraces()
                .keySet()
                .forEach(thread -> threads.merge(thread.getName().replaceAll("[-@]?[0-9a-f]*[0-9].*", ""), 1, Integer::sum));
        return threads;
    }

    private static Supplier<Client> halley(String url, TransportType transport) {
        return () -> new Client() {
            private final dev.halley.client.BayeuxClient client = dev.halley.client.BayeuxClient.builder(url)
                    .transports(transport)
                    .build();
            private CompletableFuture<Void> connection;

            @Override
            public void begin() {
                connection = client.connect();
            }

            @Override
            public void awaitConnection() throws Exception {
                connection.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                connection = null;
            }

            @Override
            public void end() {
                client.close();
            }
        };
    }

    /** All that CometD's clients can share they share: threads, the HTTP client, the WebSocket container. */
    private static Supplier<Client> cometd(String url, TransportType transport) throws Exception {
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        Supplier<ClientTransport> transports = transport == TransportType.WEBSOCKET ? webSockets() : polls();
        return () -> new Client() {
            private final BayeuxClient client = new BayeuxClient(url, scheduler, transports.get());

            @Override
            public void begin() {
                client.handshake();
            }

            @Override
            public void awaitConnection() {
                long patience = TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS);
                if (!client.waitFor(patience, BayeuxClient.State.CONNECTED)) {
                    throw new IllegalStateException("a client of CometD does not connect");
                }
            }

            @Override
            public void end() {
                client.disconnect(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            }
        };
    }

    private static Supplier<ClientTransport> webSockets() {
        var container = ContainerProvider.getWebSocketContainer();
        return () -> {
            Map<String, Object> options = new HashMap<>();
            options.put("ws.idleTimeout", LONG);
            return new WebSocketTransport(options, null, container);
        };
    }

    private static Supplier<ClientTransport> polls() throws Exception {
        HttpClient http = new HttpClient();
        http.setMaxConnectionsPerDestination(Integer.MAX_VALUE);
        http.start();
        return () -> new JettyHttpClientTransport(new HashMap<>(), http);
    }
}
