package dev.halley.benchmark.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * Reads from another JVM what its threads allocate, by JMX: the JVM counts that exactly, whatever else the machine does.
 *
 * <p>Thread-safety: confined to one thread.
 */
final class AllocationWatch implements Closeable {

    private static final String THREADING = "java.lang:type=Threading";

    private static final Pattern ADDRESS = Pattern.compile("JMXConnectorServer(?:\\.\\d+)?\\.address=\"([^\"]+)\"");

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    AllocationWatch(ServerProcess process) throws IOException {
        connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(process)));
        server = connector.getMBeanServerConnection();
    }

    /** Starts the agent in the other JVM. @return its address, which it keeps among its counters */
    private static String agent(ServerProcess process) throws IOException {
        process.jcmd("ManagementAgent.start_local");
        String counters = process.jcmd("PerfCounter.print");
        Matcher address = ADDRESS.matcher(counters);
        if (!address.find()) {
            throw new IOException(process.name() + " is no JVM that can be asked: " + counters);
        }
        return address.group(1);
    }

    Allocation read() throws IOException {
        try {
            ObjectName threading = new ObjectName(THREADING);
            long[] ids = (long[]) server.getAttribute(threading, "AllThreadIds");
            long[] bytes = (long[]) server.invoke(
                    threading, "getThreadAllocatedBytes", new Object[] {ids}, new String[] {long[].class.getName()});
            Map<Long, Long> all = new HashMap<>();
            for (int i = 0; i < ids.length; i++) {
                // Negative for a thread that has just ended.
                if (bytes[i] >= 0) {
                    all.put(ids[i], bytes[i]);
                }
            }
            return new Allocation(Map.copyOf(all));
        } catch (JMException e) {
            throw new IOException("the JVM does not tell what its threads allocate", e);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException ignored) {
            // The process is about to end anyway.
        }
    }
}
