package org.example;

import dev.halley.api.BayeuxServer;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Answers calls, and tells all subscribers how many there have been. */
@Component
@Service("clock")
public class Clock {

    private final BayeuxServer server;
    private int calls;

    public Clock(@Lazy BayeuxServer server) {
        this.server = server;
    }

    @RemoteCall("tick")
    public synchronized int tick() {
        calls++;
        server.createChannel("/ticks").publish(null, calls);
        return calls;
    }
}
