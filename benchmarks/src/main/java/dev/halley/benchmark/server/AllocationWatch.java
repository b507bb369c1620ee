package dev.halley.benchmark.server;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
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

    private final JMXConnector connector;
    private final MBeanServerConnection server;

    AllocationWatch(String pid) throws IOException {
        connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(pid)));
        server = connector.getMBeanServerConnection();
    }

    private static String agent(String pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(pid);
            try {
                return machine.startLocalManagementAgent();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("process " + pid + " is no JVM that can be asked", e);
        }
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
