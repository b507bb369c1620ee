package dev.halley.deployments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import javax.management.monitor.MonitorNotification;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The JVM in which the container runs, seen from outside by JMX.
 *
 * <p>Thread-safety: confined to the test that connected.
 */
public final class ServerJvm implements AutoCloseable {

    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private ServerJvm(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.beans = connector.getMBeanServerConnection();
    }

    /** Connects to the container that Arquillian has started; makes its JVM listen if it does not yet. */
    public static ServerJvm connect() {
        int port = Integer.getInteger(Container.JMX_PORT);
        try {
            return new ServerJvm(connector(port));
        } catch (IOException notListening) {
            startListening(port);
        }
        try {
            return new ServerJvm(connector(port));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static JMXConnector connector(int port) throws IOException {
        return JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi"));
    }

    private static void startListening(int port) {
        jcmd("ManagementAgent.start jmxremote.host=127.0.0.1 jmxremote.port=" + port + " jmxremote.rmi.port=" + port
                + " jmxremote.authenticate=false jmxremote.ssl=false");
    }

    private static void jcmd(String order) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        List<String> command = Stream.concat(
                        Stream.of(jcmd.toString(), Long.toString(process().pid())), Stream.of(order.split(" ")))
                .toList();
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0 || output.contains("Exception")) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the container's process, a child of this one */
    public static ProcessHandle process() {
        return processes().findFirst().orElseThrow(() -> new IllegalStateException("The container has no process."));
    }

    /** @return whether the container has a process */
    static boolean isRunning() {
        return processes().findFirst().isPresent();
    }

    /** Not one that only watches over another. */
    private static Stream<ProcessHandle> processes() {
        return ProcessHandle.current().descendants().filter(ServerJvm::isJava).filter(child -> child.children()
                .noneMatch(ServerJvm::isJava));
    }

    private static boolean isJava(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("java");
    }

    /** @return the applications of which Halley's MBeans are there */
    public List<String> halleys() {
        try {
            return beans.queryNames(new ObjectName("dev.halley:*"), null).stream()
                    .map(name -> name.getKeyProperty("context"))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** @return a number that the Halley of an application shows by JMX */
    public long number(String context, String attribute) {
        try {
            return ((Number) beans.getAttribute(halley(context), attribute)).longValue();
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Waits until a number that the Halley of an application shows by JMX is as high; the server's JVM watches it. */
    public void awaitAtLeast(String context, String attribute, int atLeast) {
        var reached = new CompletableFuture<String>();
        // Its type tells what became of the watch, which may have failed.
        NotificationListener listener = (notification, handback) -> reached.complete(notification.getType());
        try {
            ObjectName monitor = new ObjectName("halley.test:type=Monitor,of=" + attribute);
            beans.createMBean("javax.management.monitor.GaugeMonitor", monitor);
            try {
                beans.addNotificationListener(monitor, listener, null, null);
                AttributeList settings = new AttributeList();
                settings.addAll(
                        Map.of("ObservedAttribute", attribute, "NotifyHigh", true, "GranularityPeriod", 50L)
                                .entrySet()
                                .stream()
                                .map(entry -> new Attribute(entry.getKey(), entry.getValue()))
                                .toList());
                beans.setAttributes(monitor, settings);
                beans.invoke(monitor, "addObservedObject", new Object[] {halley(context)}, new String[] {
                    ObjectName.class.getName()
                });
                String number = Number.class.getName();
                // They have to be of the attribute's own type.
                boolean isLong = beans.getAttribute(halley(context), attribute) instanceof Long;
                Object[] thresholds = isLong ? new Object[] {(long) atLeast, 0L} : new Object[] {atLeast, 0};
                beans.invoke(monitor, "setThresholds", thresholds, new String[] {number, number});
                beans.invoke(monitor, "start", new Object[0], new String[0]);
                String became = reached.completeOnTimeout("not in time", GENEROUS.toSeconds(), TimeUnit.SECONDS)
                        .join();
                if (!became.equals(MonitorNotification.THRESHOLD_HIGH_VALUE_EXCEEDED)) {
                    throw new AssertionError(
                            attribute + " is " + number(context, attribute) + ", not " + atLeast + ": " + became);
                }
            } finally {
                beans.unregisterMBean(monitor);
            }
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static ObjectName halley(String context) throws JMException {
        return new ObjectName("dev.halley:type=Server,context=" + context);
    }

    /** @return the names of live threads that begin so */
    public List<String> threads(String... beginnings) {
        try {
            var threads = java.lang.management.ManagementFactory.newPlatformMXBeanProxy(
                    beans, "java.lang:type=Threading", java.lang.management.ThreadMXBean.class);
            return Stream.of(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(thread ->
                            thread != null && Stream.of(beginnings).anyMatch(thread.getThreadName()::startsWith))
                    .map(java.lang.management.ThreadInfo::getThreadName)
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Collects garbage and looks at what is left.
     *
     * @return how many classes of that name have objects in the heap: one for each class loader that has loaded it
     */
    public long classesNamed(String name) {
        try {
            String histogram = (String) beans.invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(line -> line.trim().split("\\s+"))
                    .filter(columns -> columns.length >= 4 && columns[3].equals(name))
                    .count();
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** @return the CPU time that the JVM has used so far, in milliseconds */
    public long cpuMillis() {
        try {
            Object nanos = beans.getAttribute(new ObjectName("java.lang:type=OperatingSystem"), "ProcessCpuTime");
            return (Long) nanos / 1_000_000;
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Writes the heap, which is a file on the same machine, without garbage. */
    void dump(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            beans.invoke(
                    new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                    "dumpHeap",
                    new Object[] {file.toString(), true},
                    new String[] {String.class.getName(), "boolean"});
        } catch (JMException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
