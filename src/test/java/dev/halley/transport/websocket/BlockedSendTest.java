package dev.halley.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.config.ServerConfig;
import dev.halley.core.runtime.Closers;
import dev.halley.core.runtime.Platform;
import dev.halley.core.runtime.Threads;
import dev.halley.core.runtime.WorkerBatches;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Encoded;
import dev.halley.spi.Batch;
import dev.halley.spi.Connection;
import dev.halley.spi.MessageScope;
import dev.halley.spi.ReadBoundary;
import dev.halley.testing.ManualWorkers;
import dev.halley.testing.OtherGateway;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.RecordedEvents;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A container whose send does not return, and whose close may wait for the peer. */
class BlockedSendTest {

    private final ManualTime time = new ManualTime();
    private final ManualWorkers workers = new ManualWorkers();
    private final ManualWorkers closers = new ManualWorkers();
    private final RecordedEvents events = new RecordedEvents();
    private final List<String> called = new ArrayList<>();
    private Runnable duringSend = () -> {};
    private SendHandler sending = result -> {};

    private WebSocketConnection connection() {
        ServerConfig config = ServerConfig.of(Map.of("sendTimeout", "1000"));
        Threads threads = new Threads(workers, workers, new Closers(closers));
        var batches = new WorkerBatches(threads.workers(), time, events);
        var platform =
                new Platform(config, time, time, threads, events, MessageScope.NONE, ReadBoundary.UNKNOWN, batches);
        return new WebSocketConnection(
                new JakartaSocket(session()),
                EndpointContext.of(OtherGateway.of(platform, new ScriptedGateway()), WebSocketSettings.of(config)));
    }

    private Session session() {
        RemoteEndpoint.Async remote = proxy(RemoteEndpoint.Async.class, (method, arguments) -> {
            sending = (SendHandler) arguments[1];
            duringSend.run();
            return null;
        });
        Map<String, Object> properties = new HashMap<>();
        return proxy(Session.class, (method, arguments) -> switch (method) {
            case "getAsyncRemote" -> remote;
            case "isOpen" -> true;
            case "getUserProperties" -> properties;
            default -> {
                called.add(method);
                yield null;
            }
        });
    }

    private interface Answers {
        Object answer(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.answer(method.getName(), arguments)));
    }

    /** As both the older and the newer API have it. */
    @SuppressWarnings("deprecation")
    private static SendResult sent() {
        return new SendResult();
    }

    /** Tells how a send ended. */
    private final class Told implements Connection.Completion {
        private final List<String> ends = new ArrayList<>();

        @Override
        public void succeeded() {
            ends.add("succeeded");
        }

        @Override
        public void failed(Throwable cause) {
            ends.add("failed");
        }
    }

    private static Batch batch() {
        return new Batch(List.of(Encoded.of(ChannelMessage.of("/a", null))));
    }

    @Test
    void connectionWhoseSendIsBlockedIsCutInTheTimeThatASendMayTake() {
        WebSocketConnection connection = connection();
        Told told = new Told();
        List<String> meanwhile = new ArrayList<>();
        duringSend = () -> {
            connection.sendIsBlocked();
            time.advance(Duration.ofMillis(999));
            assertThat(connection.isOpen()).isTrue();
            time.advance(Duration.ofMillis(1));
            assertThat(connection.isOpen()).isFalse();
            closers.runAll();
            meanwhile.addAll(told.ends);
        };

        connection.send(batch(), told);

        assertThat(meanwhile).containsExactly("failed");
        assertThat(told.ends).hasSize(1);
        assertThat(called).contains("close");
    }

    @Test
    void sendThatReturnsAfterAllKeepsItsConnection() {
        WebSocketConnection connection = connection();
        Told told = new Told();
        duringSend = () -> {
            connection.sendIsBlocked();
            time.advance(Duration.ofMillis(999));
            sending.onResult(sent());
        };

        connection.send(batch(), told);
        time.advance(Duration.ofSeconds(5));

        assertThat(told.ends).containsExactly("succeeded");
        assertThat(connection.isOpen()).isTrue();
        assertThat(time.waiting()).isZero();
    }

    @Test
    void closeWaitsForThePeerOnNobodysThreadButAClosers() {
        WebSocketConnection connection = connection();
        called.clear();

        connection.close(CloseReason.EXPIRED);

        assertThat(connection.isOpen()).isFalse();
        assertThat(called).isEmpty();
        assertThat(workers.waiting()).isZero();
        closers.runAll();
        assertThat(called).contains("close");
    }
}
