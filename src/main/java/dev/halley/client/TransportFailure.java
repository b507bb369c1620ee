package dev.halley.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * What a failure says about the transport over which it happened.
 *
 * <p>Thread-safety: immutable.
 */
enum TransportFailure {
    /** Nothing: the server was not reached. */
    UNREACHABLE,
    /** Perhaps that the server is down: it, or a proxy, said that it would work later. */
    UNAVAILABLE,
    /** It did not open, was refused, or broke or fell silent before a connect was answered over it. */
    UNFIT,
    /** It is a stream, and a proxy collects what is to come over it. */
    BUFFERED,
    /** It had worked, and broke. */
    CUT;

    /** Too many requests, bad gateway, unavailable, gateway time-out. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    private static final int PROXY_AUTHENTICATION = 407;

    /** A response that is of no use, with its status. */
    static final class StatusException extends IOException {

        private static final long serialVersionUID = 1L;

        private final int status;

        /** @param what was answered, such as {@code The request} */
        StatusException(String what, int status, @Nullable Throwable cause) {
            super(
                    what + " was answered with the HTTP status " + status
                            + (status == PROXY_AUTHENTICATION ? ": the proxy wants other credentials." : "."),
                    cause);
            this.status = status;
        }
    }

    /** Nothing came in time: something between client and server collects what is to come at once. */
    static final class BufferedException extends IOException {

        private static final long serialVersionUID = 1L;

        BufferedException(Duration patience) {
            super("Nothing arrived over the stream within " + patience.toMillis() + " ms: a proxy buffers it.");
        }
    }

    /**
     * @param failure what happened, or null if nothing did
     * @param worked whether a connect had been answered over the same connection
     */
    static TransportFailure of(@Nullable Throwable failure, boolean worked) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isUnreachable(cause)) {
                return UNREACHABLE;
            }
            if (cause instanceof BufferedException) {
                return BUFFERED;
            }
            if (cause instanceof StatusException response && PASSING.contains(response.status)) {
                return UNAVAILABLE;
            }
        }
        return worked ? CUT : UNFIT;
    }

    private static boolean isUnreachable(Throwable cause) {
        return cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException
                || cause instanceof HttpConnectTimeoutException
                || cause instanceof SSLHandshakeException;
    }
}
