package org.example;

import dev.halley.api.LocalSession;
import dev.halley.json.RawJson;
import dev.halley.service.Listener;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import dev.halley.service.Session;
import java.util.Map;

/** A service that gets along without JSON-B. */
@Service
public class GreetingService {

    @Session
    private LocalSession self;

    @RemoteCall("greet")
    public Map<String, String> greet(String name) {
        return Map.of("text", "Hello, " + name);
    }

    @Listener("/service/wave")
    public void wave(RawJson times) {
        self.publish("/news", times);
    }
}
