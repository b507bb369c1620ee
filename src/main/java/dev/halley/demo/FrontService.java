package dev.halley.demo;

import dev.halley.api.BayeuxServer;
import dev.halley.api.BayeuxServerListener.SubscriptionListener;
import dev.halley.api.HistoryPolicy;
import dev.halley.api.Registration;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import dev.halley.api.Verdict;
import dev.halley.protocol.BayeuxError;
import dev.halley.protocol.Request;
import dev.halley.service.Configure;
import dev.halley.service.Listener;
import dev.halley.service.Service;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Tells the front page how the server is, four times a second, as long as anybody is subscribed.
 *
 * <p>Each pulse on {@code /front/pulse} is <code>{run, pulse, at, node, clients, readers, up}</code>: {@code pulse} counts those of one
 * {@code run} of this node from 0, {@code at} is the time in milliseconds since 1970, {@code node} the node's name, empty for a server that stands
 * alone, {@code clients} are its sessions, {@code readers} those that are subscribed here, and {@code up} is for how many seconds this
 * has been served. The channel keeps the pulses of some minutes, so that who was cut off gets those that it has missed.
 *
 * <p>Nobody but the server publishes below {@code /front/}: others are refused with {@code 403:only_the_server:publish_denied}.
 *
 * <p>A pulse goes out when the one before it has been stored, and is published again under the same key where that failed.
 *
 * <p>Thread-safety: thread-safe.
 */
@Service("front")
@ApplicationScoped
public class FrontService {

    /** Where the pulses are published. */
    public static final String CHANNEL = "/front/pulse";

    private static final System.Logger LOG = System.getLogger(FrontService.class.getName());

    static final Duration BETWEEN_PULSES = Duration.ofMillis(250);

    /** Before a pulse that could not be stored is tried again. */
    static final Duration BEFORE_ANOTHER_TRY = Duration.ofSeconds(1);

    /** Five minutes of one node's. */
    static final HistoryPolicy KEPT = new HistoryPolicy(1_200, Duration.ofMinutes(5));

    private BayeuxServer server;
    private final Scheduler scheduler;
    private final String run = UUID.randomUUID().toString().substring(0, 13);
    private final CopyOnWriteArrayList<Registration> registrations = new CopyOnWriteArrayList<>();
    private @Nullable Instant start;
    /** How many pulses have been stored. */
    private long stored;
    /** Whether a pulse is on its way, or will be. */
    private boolean isBeating;

    /** For CDI, which gives the server after this. */
    protected FrontService() {
        this.scheduler = Scheduler.onAThread();
    }

    /** For where there is no CDI. */
    public FrontService(BayeuxServer server) {
        this(server, Scheduler.onAThread());
    }

    FrontService(BayeuxServer server, Scheduler scheduler) {
        this.server = server;
        this.scheduler = scheduler;
    }

    @Inject
    private void use(BayeuxServer its) {
        server = its;
    }

    /** Switches on what readers recover from, and waits for the first of them. */
    @Configure(value = CHANNEL, configureIfExists = true)
    public void begin(ServerChannel pulses) {
        start = server.clock().instant();
        try {
            pulses.history(KEPT);
        } catch (IllegalStateException noHistory) {
            // A broker of the application's own may keep none.
            LOG.log(System.Logger.Level.INFO, "Pulses are not kept: " + noHistory.getMessage());
        }
        SubscriptionListener readers = new SubscriptionListener() {
            @Override
            public void subscribed(ServerSession session, ServerChannel channel) {
                if (CHANNEL.equals(channel.id().toString())) {
                    wake();
                }
            }
        };
        registrations.add(server.addListener(readers));
    }

    /** Pulses no more. */
    @PreDestroy
    void end() {
        registrations.forEach(Registration::close);
        registrations.clear();
        scheduler.close();
    }

    /** What the front page shows comes from the server alone. */
    @Listener("/front/**")
    public Verdict<Request.Publish> onlyTheServerTells(@Nullable ServerSession from, Request.Publish message) {
        return from == null ? Verdict.pass() : Verdict.refuse(BayeuxError.publishDenied("only_the_server"));
    }

    private synchronized void wake() {
        if (!isBeating) {
            isBeating = true;
            scheduler.run(BETWEEN_PULSES, this::beat);
        }
    }

    private void beat() {
        ServerChannel channel = server.createChannel(CHANNEL);
        int readers = channel.subscribers().size();
        long pulse;
        synchronized (this) {
            isBeating = readers > 0;
            if (!isBeating) {
                return;
            }
            pulse = stored;
        }
        send(channel, pulse(pulse, readers), run + '/' + pulse);
    }

    private void send(ServerChannel channel, Map<String, Object> data, String key) {
        channel.publishAsync(null, data, key).whenComplete((position, failure) -> {
            if (failure != null) {
                scheduler.run(BEFORE_ANOTHER_TRY, () -> send(channel, data, key));
                return;
            }
            synchronized (this) {
                stored++;
            }
            scheduler.run(BETWEEN_PULSES, this::beat);
        });
    }

    private Map<String, Object> pulse(long pulse, int readers) {
        Instant now = server.clock().instant();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("run", run);
        data.put("pulse", pulse);
        data.put("at", now.toEpochMilli());
        data.put("node", server.nodeName());
        data.put(
                "clients",
                server.sessions().stream().filter(session -> !session.isLocal()).count());
        data.put("readers", readers);
        data.put("up", start == null ? 0 : Duration.between(start, now).toSeconds());
        return data;
    }
}
