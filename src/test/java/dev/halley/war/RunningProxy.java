package dev.halley.war;

import dev.halley.testing.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.opentest4j.TestAbortedException;

/**
 * A proxy with its configuration of {@code docs/deploy}, on free ports of the loopback interface. It goes into the background when
 * it listens, so nobody has to wait for that.
 *
 * <p>Thread-safety: confined to the test that started it, but for its end with this JVM.
 */
public final class RunningProxy implements AutoCloseable {

    /** Which one. */
    enum Kind {
        NGINX("nginx", "nginx.conf"),
        HAPROXY("haproxy", "haproxy.cfg"),
        APACHE("apache2", "apache.conf");

        private final String program;
        private final String file;

        Kind(String program, String file) {
            this.program = program;
            this.file = file;
        }
    }

    private static final long PATIENCE_SECONDS = 60;
    /** Of the servers in the configurations. */
    private static final int FIRST_PORT = 8081;

    private static final Path PROVISIONED = Path.of("target/proxies").toAbsolutePath();
    private static final Path ROOT = PROVISIONED.resolve("root");

    private final Path folder;
    private final int port;
    private final int securePort;
    private final Thread hook = new Thread(this::kill);

    private RunningProxy(Path folder, int port, int securePort) {
        this.folder = folder;
        this.port = port;
        this.securePort = securePort;
    }

    /** Gets the proxies. Where that cannot be done, {@link #start} aborts the test. */
    public static void provision() throws Exception {
        try {
            run(Path.of("."), List.of("bash", "src/test/proxies/provision", PROVISIONED.toString()));
        } catch (IllegalStateException cannotBeHad) {
            System.getLogger(RunningProxy.class.getName()).log(System.Logger.Level.WARNING, cannotBeHad.getMessage());
        }
    }

    /** Makes a certificate for 127.0.0.1, as halley.crt, halley.key, and both in halley.pem. */
    static void certify(Path folder) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"));
        command.addAll(List.of("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"));
        command.addAll(List.of("-keyout", "halley.key", "-out", "halley.crt"));
        run(folder, command);
        Files.writeString(
                folder.resolve("halley.pem"),
                Files.readString(folder.resolve("halley.crt")) + Files.readString(folder.resolve("halley.key")));
    }

    /**
     * @param folder with the certificate, for what the proxy writes
     * @param servers the ports of the two servers
     * @param changes of the configuration, in pairs: what is replaced, by what
     */
    static RunningProxy start(Kind kind, Path folder, List<Integer> servers, String... changes) throws Exception {
        return start(kind, Path.of("docs/deploy", kind.file), folder, servers, changes);
    }

    /**
     * Starts nginx in front of the nodes of a cluster, in plain round robin.
     *
     * @param folder for what it writes
     * @param nodes the ports of three nodes
     */
    public static RunningProxy inRoundRobin(Path folder, List<Integer> nodes) throws Exception {
        return start(Kind.NGINX, Path.of("docs/deploy/nginx-cluster.conf"), folder, nodes);
    }

    private static RunningProxy start(Kind kind, Path file, Path folder, List<Integer> servers, String... changes)
            throws Exception {
        Path program = program(kind);
        int[] ports = FreePorts.some(2);
        String configuration = Files.readString(file);
        for (int i = 0; i < servers.size(); i++) {
            configuration = configuration.replace("127.0.0.1:" + (FIRST_PORT + i), "127.0.0.1:" + servers.get(i));
        }
        configuration = configuration
                .replace("listen 80;", "listen 127.0.0.1:" + ports[0] + ";")
                .replace("listen 443 ", "listen 127.0.0.1:" + ports[1] + " ")
                .replace("127.0.0.1:80\n", "127.0.0.1:" + ports[0] + "\n")
                .replace("127.0.0.1:443 ", "127.0.0.1:" + ports[1] + " ")
                .replace("/etc/ssl/", folder + "/");
        for (int i = 0; i < changes.length; i += 2) {
            if (!configuration.contains(changes[i])) {
                throw new IllegalStateException(kind.file + " has no " + changes[i]);
            }
            configuration = configuration.replace(changes[i], changes[i + 1]);
        }
        Files.writeString(folder.resolve(kind.file), configuration);
        RunningProxy proxy = new RunningProxy(folder, ports[0], ports[1]);
        Runtime.getRuntime().addShutdownHook(proxy.hook);
        run(folder, command(kind, program, folder, ports[0]));
        return proxy;
    }

    private static Path program(Kind kind) {
        Path unpacked = ROOT.resolve("usr/sbin").resolve(kind.program);
        Path program = Files.exists(unpacked) ? unpacked : Path.of("/usr/sbin", kind.program);
        if (!Files.isExecutable(program)) {
            throw new TestAbortedException("There is no " + program
                    + ", and Debian's packages could not be had: see src/test/proxies/provision.");
        }
        return program;
    }

    private static List<String> command(Kind kind, Path program, Path folder, int port) throws IOException {
        String sbin = program.toString();
        return switch (kind) {
            case NGINX -> {
                Files.writeString(folder.resolve("main.conf"), nginxMain(folder));
                yield List.of(sbin, "-p", folder.toString(), "-e", folder + "/error.log", "-c", folder + "/main.conf");
            }
            case HAPROXY -> List.of(sbin, "-D", "-p", folder + "/pid", "-f", folder + "/haproxy.cfg");
            case APACHE -> {
                Files.writeString(folder.resolve("main.conf"), apacheMain(folder, port));
                yield List.of(sbin, "-f", folder + "/main.conf", "-k", "start");
            }
        };
    }

    private static String nginxMain(Path folder) {
        StringBuilder main = new StringBuilder("user root;\nworker_processes 1;\npid %1$s/pid;\nevents {}\nhttp {\n");
        main.append("access_log off;\n");
        for (String temporary : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            main.append(temporary).append("_temp_path %1$s/").append(temporary).append(";\n");
        }
        return main.append("include %1$s/nginx.conf;\n}\n").toString().formatted(folder);
    }

    private static String apacheMain(Path folder, int port) {
        Path unpacked = ROOT.resolve("usr/lib/apache2/modules");
        Path modules = Files.exists(unpacked) ? unpacked : Path.of("/usr/lib/apache2/modules");
        StringBuilder main = new StringBuilder();
        for (String module : List.of(
                "mpm_event",
                "authz_core",
                "proxy",
                "proxy_http",
                "slotmem_shm",
                "proxy_balancer",
                "lbmethod_byrequests",
                "headers")) {
            main.append("LoadModule %s_module %s/mod_%s.so\n".formatted(module, modules, module));
        }
        return main + """
                User www-data
                Group www-data
                ServerRoot %1$s
                ServerName 127.0.0.1
                DefaultRuntimeDir %1$s
                PidFile %1$s/pid
                ErrorLog %1$s/error.log
                Listen 127.0.0.1:%2$d
                Include %1$s/apache.conf
                """.formatted(folder, port);
    }

    private static void run(Path folder, List<String> command) throws Exception {
        Path output = Files.createTempFile("halley-proxy-", ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .put("LD_LIBRARY_PATH", ROOT.resolve("usr/lib/x86_64-linux-gnu").toString());
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        String said = Files.readString(output);
        Files.delete(output);
        if (!ended || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException(command + ": " + said);
        }
    }

    public int port() {
        return port;
    }

    /** The port for TLS. */
    int securePort() {
        return securePort;
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(hook);
        kill();
    }

    private void kill() {
        try {
            Path pids = folder.resolve("pid");
            if (Files.exists(pids)) {
                Arrays.stream(Files.readString(pids).trim().split("\\s+"))
                        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                        .forEach(ProcessHandle::destroy);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
