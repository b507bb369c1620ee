package dev.halley.boot.app;

import dev.halley.spi.ServerEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** An observer of an application's own: tells the system's properties how many sessions clients have opened. */
@ApplicationScoped
public class TellingObserver implements ServerEvents {

    /** The property that has the number. */
    public static final String PROPERTY = "test.observed";

    private final AtomicInteger opened = new AtomicInteger();

    @Override
    public void sessionOpened(String session, String transport) {
        // Services have sessions of their own.
        if (!transport.equals("local")) {
            System.setProperty(PROPERTY, transport + " " + opened.incrementAndGet());
        }
    }
}
