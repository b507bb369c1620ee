package dev.halley.boot.app;

import dev.halley.api.BayeuxServer;
import dev.halley.cdi.ServerStarted;
import dev.halley.service.RemoteCall;
import dev.halley.service.Service;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Uses the injected server as soon as CDI is there, a service; logs what it sees to the system property {@value #LOG}. */
@Service
@ApplicationScoped
public class EarlyBird {

    /** What it saw, step by step. */
    public static final String LOG = "test.earlyBird";

    /** This system property makes it refuse, after its first call. */
    public static final String REFUSES = "test.earlyBirdRefuses";

    private final List<String> log = new CopyOnWriteArrayList<>();

    @Inject
    private BayeuxServer server;

    void early(@Observes @Initialized(ApplicationScoped.class) Object application)
            throws InterruptedException, ExecutionException {
        FutureTask<String> other = new FutureTask<>(this::callElsewhere);
        Thread thread = new Thread(other);
        thread.start();
        thread.join();
        see(other.get());
        server.createChannel("/early", channel -> channel.persistent(true));
        see("services " + server.channel("/service/early").isPresent());
        if (Boolean.getBoolean(REFUSES)) {
            throw new IllegalStateException("The early bird refuses.");
        }
    }

    private String callElsewhere() {
        try {
            return "elsewhere " + server.channels().size();
        } catch (IllegalStateException notYet) {
            return String.valueOf(notYet.getMessage()).replaceAll("(?s): .*", "");
        }
    }

    void started(@Observes ServerStarted event) {
        see("started, early " + server.channel("/early").isPresent());
    }

    /** Makes it a service. */
    @RemoteCall("early")
    public String early() {
        return "worm";
    }

    private void see(String what) {
        log.add(what);
        System.setProperty(LOG, String.join("; ", log));
    }
}
