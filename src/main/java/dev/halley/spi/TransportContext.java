package dev.halley.spi;

import dev.halley.api.BayeuxServer;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The services of the server for a transport: links, configuration, time, threads and observers. The built-in
 * transports get nothing else.
 *
 * <p>A transport may use the context from {@link Transport#start} to {@link Transport#stop}. Its objects never change,
 * so a transport may keep them in fields.
 *
 * <p>Thread-safety: thread-safe.
 *
 * @since 0.1.0
 */
public interface TransportContext {

    /** @return opens links */
    Gateway gateway();

    /**
     * Returns a transport's configuration: settings such as {@code <name>.maxMessageSize} if they are set, else those
     * of all transports.
     *
     * @param transport one of the {@link Transport#names() names} of the transport
     */
    TransportSettings settings(String transport);

    /** @return the server as applications see it; it has started */
    BayeuxServer bayeux();

    /**
     * @return runs short tasks later, until the server stops; tasks must neither block nor call {@link Link#receive}
     */
    Timer timer();

    /** @return the server's time; tests move it by hand */
    Clock clock();

    /**
     * Returns threads that may block and may call the application's code, whose environment the server sets up. Use
     * them for {@link Link#receive} if the transport must not block its own threads, such as those that read from many
     * connections. They do not preserve the order of tasks.
     *
     * @return rejects tasks with a {@link java.util.concurrent.RejectedExecutionException} if the server stops, or has
     *     too many tasks; the transport should then close the connection
     */
    Executor workers();

    /** @return runs tasks that close connections and may wait for their peers; rejects nothing */
    Executor closers();

    /**
     * @return receives events such as incoming texts and failures; never throws, even if the application's observers do
     */
    ServerEvents events();

    /**
     * Returns an object of the server's environment, such as the {@code ServletContext} of its application.
     *
     * @return empty if there is no object of that type
     */
    <T> Optional<T> unwrap(Class<T> type);
}
