package org.example;

import dev.halley.api.LocalSession;
import dev.halley.api.ServerSession;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;

/** A service, as docs/testing.md has it. */
@Service
public class GreetingService {

    /** What is greeted with. */
    public record Greeting(String text) {}

    @Session
    private LocalSession self;

    @RemoteCall("greet")
    public Greeting greet(String name) {
        return new Greeting("Hello, " + name);
    }

    @Listener("/service/wave")
    public void wave(ServerSession from, int times) {
        self.publish("/news", times);
    }
}
