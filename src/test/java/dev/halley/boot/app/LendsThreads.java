package dev.halley.boot.app;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Does what a container with Jakarta EE Concurrency does: lends the application an executor by JNDI. */
public final class LendsThreads implements ServletContextListener {

    private static final String NAME = "java:comp/DefaultManagedExecutorService";

    @Override
    public void contextInitialized(ServletContextEvent event) {
        try {
            new InitialContext().bind(NAME, (Executor) Runnable::run);
        } catch (NamingException e) {
            throw new IllegalStateException(e);
        }
    }
}
