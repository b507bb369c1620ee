package dev.halley.boot.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Does what a container with Jakarta EE Concurrency does: lends the application an executor, and threads, by JNDI. */
public final class LendsThreads implements ServletContextListener {

    /** What the threads that are lent are called. */
    public static final String LENT = "lent by the container";

    private static final String EXECUTOR = "java:comp/DefaultManagedExecutorService";
    private static final String FACTORY = "java:comp/DefaultManagedThreadFactory";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            new InitialContext().bind(EXECUTOR, (Executor) Runnable::run);
            new InitialContext().bind(FACTORY, (ThreadFactory) task -> new Thread(task, LENT));
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }
}
