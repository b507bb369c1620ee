package dev.halley.operation;

import java.util.Hashtable;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Shows a server, or what belongs to it, by JMX, as {@code dev.halley:type=Server,context=<the application's path>}, until it is closed.
 *
 * <p>A name that is taken, by an application with the same path on another virtual host, gets {@code instance=2}, and so
 * on.
 *
 * <p>Thread-safety: immutable.
 */
public final class JmxRegistration implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(JmxRegistration.class.getName());
    private static final String DOMAIN = "dev.halley";
    private static final String NEEDS_QUOTES = ",=:\"*?\n";
    private static final int MOST_INSTANCES = 100;

    private final MBeanServer beans;
    private final ObjectName name;

    private JmxRegistration(MBeanServer beans, ObjectName name) {
        this.beans = beans;
        this.name = name;
    }

    /**
     * @param contextPath the application's path, such as {@code /chat}; empty for the root
     * @throws IllegalStateException if it cannot be registered
     */
    public static JmxRegistration of(MBeanServer beans, ServerMXBean server, String contextPath) {
        return of(beans, "Server", server, contextPath);
    }

    /**
     * @param type what it is, such as {@code Cluster}
     * @param bean implements an interface whose name ends with {@code MXBean}
     * @param contextPath the application's path, such as {@code /chat}; empty for the root
     * @throws IllegalStateException if it cannot be registered
     */
    public static JmxRegistration of(MBeanServer beans, String type, Object bean, String contextPath) {
        try {
            for (int instance = 1; instance <= MOST_INSTANCES; instance++) {
                try {
                    ObjectName name = nameOf(type, contextPath, instance);
                    beans.registerMBean(bean, name);
                    return new JmxRegistration(beans, name);
                } catch (InstanceAlreadyExistsException taken) {
                    LOG.log(System.Logger.Level.DEBUG, "There is one already: " + taken.getMessage());
                }
            }
        } catch (JMException failed) {
            throw new IllegalStateException("The server cannot be shown by JMX: " + failed.getMessage(), failed);
        }
        throw new IllegalStateException(
                "The server cannot be shown by JMX: there are " + MOST_INSTANCES + " of the path " + contextPath + ".");
    }

    private static ObjectName nameOf(String type, String contextPath, int instance) throws JMException {
        String path = contextPath.isEmpty() ? "/" : contextPath;
        boolean quoted = path.chars().anyMatch(character -> NEEDS_QUOTES.indexOf(character) >= 0);
        Hashtable<String, String> keys = new Hashtable<>();
        keys.put("type", type);
        keys.put("context", quoted ? ObjectName.quote(path) : path);
        if (instance > 1) {
            keys.put("instance", String.valueOf(instance));
        }
        return new ObjectName(DOMAIN, keys);
    }

    public ObjectName name() {
        return name;
    }

    /** Shows it no more; does nothing if somebody else has taken it away. */
    @Override
    public void close() {
        try {
            if (beans.isRegistered(name)) {
                beans.unregisterMBean(name);
            }
        } catch (JMException gone) {
            LOG.log(System.Logger.Level.DEBUG, "Gone already: " + name, gone);
        }
    }
}
