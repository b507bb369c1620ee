package org.example;

import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is said on /greetings, and answers those who ask. */
@Service("greetings")
@ApplicationScoped
public class Greetings {

    public record Greeting(String from, String text) {}

    private final AtomicInteger count = new AtomicInteger();

    /** Returning false stops the message. */
    @Listener("/greetings")
    public boolean said(Greeting greeting) {
        if (greeting.text() == null || greeting.text().isBlank()) {
            return false;
        }
        count.incrementAndGet();
        return true;
    }

    @RemoteCall("greetings/count")
    public int count() {
        return count.get();
    }
}
