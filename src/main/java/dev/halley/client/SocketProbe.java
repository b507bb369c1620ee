package dev.halley.client;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Detects dead WebSockets that the JDK does not report. The JDK's client loses the end of the connection if that comes
 * while it hands over a message: its receiving side then stops for ever. So if nothing follows a sent or received
 * message for a moment, this sends a ping. If there is no answer, it sends more pings, which fail if the peer has gone.
 *
 * <p>Thread-safety: thread-safe; guarded by itself, but the lock is not held while calling out.
 */
final class SocketProbe {

    private static final Duration QUIET = Duration.ofMillis(300);
    private static final Duration NEXT_PING = Duration.ofMillis(250);
    /** The first into a dead connection is accepted, the second fails unnoticed, the third fails. */
    private static final int MOST_PINGS = 4;

    private final ClientTime time;
    private final Duration patience;
    private final Consumer<Throwable> dead;
    private @Nullable WebSocket socket;
    private @Nullable Registration timer;
    private long lastHeard;
    private int pings;

    /**
     * @param patience how long a pong may take
     * @param dead told once that the socket is dead
     */
    SocketProbe(ClientTime time, Duration patience, Consumer<Throwable> dead) {
        this.time = time;
        this.patience = patience;
        this.dead = dead;
    }

    synchronized void opened(WebSocket opened) {
        socket = opened;
        heard();
    }

    /** Something was sent, that should be answered. */
    synchronized void sent() {
        if (timer == null && socket != null) {
            timer = time.later(QUIET, this::look);
        }
    }

    /** A message has come: the socket lives, and is worth another look when nothing follows. */
    synchronized void heard() {
        lastHeard = time.nanos();
        if (pings > 0) {
            rest();
        }
        sent();
    }

    /** The socket lives; or nothing is read from it for a while, so that nothing can be said. */
    synchronized void rest() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
        pings = 0;
    }

    synchronized void close() {
        rest();
        socket = null;
    }

    private void look() {
        WebSocket pinged;
        boolean over;
        synchronized (this) {
            timer = null;
            pinged = socket;
            if (pinged == null) {
                return;
            }
            Duration quiet = Duration.ofNanos(time.nanos() - lastHeard);
            if (pings == 0 && quiet.compareTo(QUIET) < 0) {
                timer = time.later(QUIET.minus(quiet), this::look);
                return;
            }
            over = pings == MOST_PINGS;
            if (!over) {
                timer = time.later(pings < MOST_PINGS - 1 ? NEXT_PING : patience, this::look);
            }
            pings++;
        }
        if (over) {
            dead.accept(new IOException("The WebSocket's peer did not answer a ping within " + patience.toMillis()
                    + " ms (maxNetworkDelay)."));
        } else {
            ping(pinged);
        }
    }

    private void ping(WebSocket pinged) {
        try {
            pinged.sendPing(ByteBuffer.allocate(0)).whenComplete((done, failure) -> {
                if (failure instanceof IOException || failure != null && failure.getCause() instanceof IOException) {
                    dead.accept(failure);
                }
            });
        } catch (IllegalStateException e) {
            dead.accept(e);
        }
    }
}
