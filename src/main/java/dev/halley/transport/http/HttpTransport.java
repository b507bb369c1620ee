package dev.halley.transport.http;

import dev.halley.config.HttpConfig;
import dev.halley.config.OriginConfig;
import dev.halley.config.ServerConfig;
import dev.halley.config.TransportNames;
import dev.halley.spi.Gateway;
import dev.halley.spi.Transport;
import dev.halley.spi.TransportContext;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transports over HTTP: {@code streaming}, {@code long-polling}, {@code callback-polling} and, where the configuration says so,
 * {@code eventsource}. The servlet finds it in the servlet context
 * under {@link #ATTRIBUTE}, where it puts itself as long as it runs.
 *
 * <p>Thread-safety: thread-safe; started and stopped once.
 */
public final class HttpTransport implements Transport {

    /** The name of the servlet context's attribute under which the servlet finds it. */
    public static final String ATTRIBUTE = "dev.halley.transport.http";

    public static final String STREAMING = "streaming";
    public static final String LONG_POLLING = "long-polling";
    public static final String CALLBACK_POLLING = "callback-polling";

    public static final String EVENT_SOURCE = TransportNames.EVENT_SOURCE;

    /** All of them, the preferred one first. */
    public static final List<String> NAMES = List.of(STREAMING, LONG_POLLING, CALLBACK_POLLING, EVENT_SOURCE);

    private static final List<String> WITHOUT_EVENT_SOURCE = List.of(STREAMING, LONG_POLLING, CALLBACK_POLLING);

    private final HttpConfig http;
    private final OriginConfig origin;
    private final StreamForm streams;
    private final StreamForm eventStreams;
    private volatile @Nullable TransportContext context;
    private volatile @Nullable Gateway gateway;

    public HttpTransport(ServerConfig config) {
        this.http = config.http();
        this.origin = config.origin();
        this.streams = StreamForm.streaming(heartbeat(config, STREAMING));
        this.eventStreams = StreamForm.eventSource(heartbeat(config, EVENT_SOURCE));
    }

    /** @return time between two comments on a stream: no longer than clients wait for any sign of life */
    private static Duration heartbeat(ServerConfig config, String transport) {
        Duration timeout = config.transport(transport).timeout();
        Duration wanted = config.http().streamHeartbeat();
        return timeout.isZero() || wanted.compareTo(timeout) < 0 ? wanted : timeout;
    }

    @Override
    public List<String> names() {
        return http.clientIdInPath() ? NAMES : WITHOUT_EVENT_SOURCE;
    }

    @Override
    public void start(TransportContext newContext) {
        context = newContext;
        gateway = newContext.gateway();
        newContext.unwrap(ServletContext.class).ifPresent(application -> application.setAttribute(ATTRIBUTE, this));
    }

    @Override
    public void stop() {
        gateway = null;
        TransportContext ended = context;
        if (ended != null) {
            ended.unwrap(ServletContext.class).ifPresent(application -> application.removeAttribute(ATTRIBUTE));
        }
    }

    /** @return null before it is started, and after it is stopped */
    @Nullable Gateway gateway() {
        return gateway;
    }

    /**
     * What it gets of the server.
     *
     * @throws IllegalStateException before it is started
     */
    TransportContext context() {
        TransportContext started = context;
        if (started == null) {
            throw new IllegalStateException("The HTTP transport was not started.");
        }
        return started;
    }

    HttpConfig config() {
        return http;
    }

    /** @return what streams of {@link #STREAMING} look like */
    StreamForm streams() {
        return streams;
    }

    /** @return what streams of {@link #EVENT_SOURCE} look like */
    StreamForm eventStreams() {
        return eventStreams;
    }

    OriginConfig origin() {
        return origin;
    }
}
