package org.example;

import dev.halley.cdi.BayeuxSessionScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts for one client. */
@BayeuxSessionScoped
public class Counter {

    private final AtomicInteger count = new AtomicInteger();

    public int next() {
        return count.incrementAndGet();
    }
}
