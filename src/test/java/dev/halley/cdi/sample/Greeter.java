package dev.halley.cdi.sample;

import dev.halley.api.BayeuxServer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;

/** Publishes greetings. The README shows it. */
@ApplicationScoped
public class Greeter {

    @Inject
    BayeuxServer bayeux;

    public void greet(String name) {
        bayeux.createChannel("/greetings").publish(null, Map.of("text", "Hello, " + name));
    }
}
