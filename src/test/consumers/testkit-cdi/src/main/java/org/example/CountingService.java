package org.example;

import dev.halley.cdi.Channel;
import dev.halley.cdi.ChannelPublisher;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** A service that is a bean. */
@Service
@ApplicationScoped
public class CountingService {

    @Inject
    private Counter counter;

    @Inject
    @Channel("/counts")
    private ChannelPublisher<Integer> counts;

    @RemoteCall("count")
    public int count() {
        int next = counter.next();
        counts.publish(next);
        return next;
    }
}
