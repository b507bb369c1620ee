package dev.halley.boot.app;

import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import java.util.concurrent.atomic.AtomicInteger;

/** A service that says nothing of its scope. */
@Service
public class CountingService {

    private final AtomicInteger calls = new AtomicInteger();

    @RemoteCall("count")
    public int count() {
        return calls.incrementAndGet();
    }
}
