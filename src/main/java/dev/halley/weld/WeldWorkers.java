package dev.halley.weld;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;

/**
 * Waits for the bundled Weld's threads to end, after Weld has told them to.
 *
 * <p>Weld waits until its pool has let go of them, which each does just before it ends. A container that looks at once,
 * such as Tomcat, may still see one, and takes it for a leak.
 *
 * <p>Thread-safety: confined to the thread that stops the application.
 */
final class WeldWorkers implements ServletContextListener {

    private static final String NAMES = "weld-worker-";

    /** Nobody should ever wait so long: they have nothing left to do. */
    private static final long PATIENCE_MILLIS = Duration.ofSeconds(2).toMillis();

    private final ClassLoader application;

    /** @param application the class loader that Weld's threads for this application have */
    WeldWorkers(ClassLoader application) {
        this.application = application;
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        awaitEnd();
    }

    void awaitEnd() {
        try {
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (thread.getName().startsWith(NAMES) && thread.getContextClassLoader() == application) {
                    thread.join(PATIENCE_MILLIS);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
