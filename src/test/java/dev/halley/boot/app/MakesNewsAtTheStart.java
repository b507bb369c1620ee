package dev.halley.boot.app;

import dev.halley.cdi.ServerStarted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes a channel when the server has started, or refuses to. */
@ApplicationScoped
public class MakesNewsAtTheStart {

    /** This system property makes it refuse. */
    public static final String REFUSES = "test.refusesToStart";

    /** The property that has the names of all channels then. */
    public static final String CHANNELS = "test.channelsAtTheStart";

    void started(@Observes ServerStarted event) {
        if (Boolean.getBoolean(REFUSES)) {
            throw new IllegalStateException("There is no news.");
        }
        event.server().createChannel("/news");
        System.setProperty(CHANNELS, event.server().channels().toString());
    }
}
