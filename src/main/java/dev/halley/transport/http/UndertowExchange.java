package dev.halley.transport.http;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import org.jspecify.annotations.Nullable;

/**
 * A request as Undertow has it, asked for what no servlet can ask: whether its response has gone, and to close its connection.
 * On completion Undertow waits for the client for as long as it takes, and tells nobody. It also reuses the buffer of a response while
 * a failed write on another thread still accesses it.
 *
 * <p>It is reached by the names of its methods: no class of a container is needed to run, or to compile.
 *
 * <p>Thread-safety: immutable, as Undertow's methods that are used are thread-safe.
 */
final class UndertowExchange {

    private static final String REQUEST = "io.undertow.servlet.spec.HttpServletRequestImpl";

    /** Holds most events; a longer one goes past it. */
    private static final int OWN_BUFFER = 8_192;

    private final Object exchange;

    private UndertowExchange(Object exchange) {
        this.exchange = exchange;
    }

    /** @return null in another container */
    static @Nullable UndertowExchange of(ServletRequest request) {
        ServletRequest innermost = request;
        while (innermost instanceof ServletRequestWrapper wrapper) {
            innermost = wrapper.getRequest();
        }
        if (!innermost.getClass().getName().equals(REQUEST)) {
            return null;
        }
        Object found = call(innermost, "getExchange");
        return found == null ? null : new UndertowExchange(found);
    }

    /** @return whether all of the response has been taken by the network; true where that is not known */
    boolean isResponseComplete() {
        return !Boolean.FALSE.equals(call(exchange, "isResponseComplete"));
    }

    /**
     * Gives a response that other threads than the container's write a private buffer. When such a write fails because the client is gone,
     * Undertow returns a pooled buffer to its pool before the write has ended, and the next request that gets it loses its body.
     *
     * @param response to which nothing was written yet
     */
    static void isolateBuffer(ServletResponse response) {
        response.setBufferSize(OWN_BUFFER);
    }

    void closeConnection() {
        try {
            if (call(exchange, "getConnection") instanceof Closeable connection) {
                connection.close();
            }
        } catch (IOException alreadyClosed) {
            System.getLogger(UndertowExchange.class.getName())
                    .log(System.Logger.Level.TRACE, "The connection could not be closed", alreadyClosed);
        }
    }

    private static @Nullable Object call(Object target, String method) {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException unknown) {
            System.getLogger(UndertowExchange.class.getName())
                    .log(System.Logger.Level.DEBUG, "This Undertow has no such method", unknown);
            return null;
        }
    }
}
