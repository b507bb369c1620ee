package dev.halley.spi;

import dev.halley.api.BayeuxServer;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * All that a transport gets of the server: where links are opened, how it is configured, time, threads, and who is told what happens. The
 * transports that are built in get no more.
 *
 * <p>It is the transport's from {@link Transport#start} to {@link Transport#stop}. What is handed out here stays the same; a transport may
 * keep it in fields.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface TransportContext {

    /** @return where links are opened */
    Gateway gateway();

    /**
     * How a transport is configured: by {@code <name>.maxMessageSize} and the like where those are set, else as all transports are.
     *
     * @param transport one of the {@link Transport#names() names} of the transport
     */
    TransportSettings settings(String transport);

    /** @return the server as applications see it; it has started */
    BayeuxServer bayeux();

    /** @return runs short tasks later, until the server stops; none of them may block or call {@link Link#receive} */
    Timer timer();

    /** @return the server's time, which tests move by hand */
    Clock clock();

    /**
     * Threads that may block and may call the application's code, with what that needs around it: for {@link Link#receive} where a
     * transport's own threads must not be held up, such as those that read for many connections. They do not keep the order of tasks.
     *
     * @return rejects tasks by {@link java.util.concurrent.RejectedExecutionException} when the server stops, or has too many: then
     *     the connection is best closed
     */
    Executor workers();

    /** @return runs what closes connections and may have to wait for their peers; rejects nothing */
    Executor closers();

    /** @return is told of texts that came and of failures; never throws, whatever the application's observers do */
    ServerEvents events();

    /**
     * What the server runs in, such as the {@code ServletContext} of its application.
     *
     * @return empty where there is nothing of that type
     */
    <T> Optional<T> unwrap(Class<T> type);
}
