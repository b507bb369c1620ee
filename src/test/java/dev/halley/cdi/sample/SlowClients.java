package dev.halley.cdi.sample;

import dev.halley.spi.ServerEvents;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.LongAdder;

/** Counts messages that clients were too slow for. docs/operation.md shows it. */
@ApplicationScoped
public class SlowClients implements ServerEvents {

    private final LongAdder dropped = new LongAdder();

    @Override
    public void messageDropped(String session, String channel, String why) {
        dropped.increment();
    }

    public long dropped() {
        return dropped.sum();
    }
}
