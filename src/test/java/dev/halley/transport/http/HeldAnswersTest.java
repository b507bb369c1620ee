package dev.halley.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.testing.RawHttp;
import dev.halley.testing.RawHttp.Response;
import dev.halley.transport.http.ScriptedGateway.Call;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that come when the request's thread has left, small and large, where completing does not block and elsewhere. */
class HeldAnswersTest {

    @ParameterizedTest
    @CsvSource({"jetty/12, 10", "jetty/12, 8000", "jetty/12, 8300", "jetty/12, 100000", "another, 10", "another, 8300"})
    void anAnswerArrivesWholeAndTheConnectionStays(String container, int size) throws Exception {
        try (ServletFixture server = ServletFixture.inContainer(container);
                RawHttp client = server.connect()) {
            ChannelMessage event = Call.event(size);
            for (int i = 0; i < 3; i++) {
                server.gateway.on(call -> {});
                client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
                Call held = server.gateway.next();
                held.send(event);

                Response response = client.read();
                assertThat(response.status()).isEqualTo(200);
                assertThat(response.header("Content-Length"))
                        .isEqualTo(Integer.toString(response.body().length()));
                assertThat(response.body()).contains("x".repeat(size)).endsWith("]");
                assertThat(held.completed.get(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS))
                        .isNull();
            }
            assertThat(server.failures).isEmpty();
        }
    }

    /** The answer has gone out, and is there whole. */
    private static void assertAnswered(Call held, RawHttp client, int size) {
        assertThat(held.completed).isCompletedWithValue(null);
        Response response = client.read();
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).contains("x".repeat(size)).endsWith("]");
    }

    @ParameterizedTest
    @CsvSource({"jetty/12, 10", "jetty/12, 30000", "another, 10", "another, 30000"})
    void whereTheContainerWaitsNoLongerTheAnswerIsGivenBefore(String container, int size) throws Exception {
        var filter = new ImpatientFilter();
        try (ServletFixture server = ServletFixture.inContainer(container, filter);
                RawHttp client = server.connect()) {
            ChannelMessage event = Call.event(size);
            server.gateway.on(call -> call.atRelease = () -> call.send(event));
            client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
            Call held = server.gateway.next();
            filter.timeOut();

            assertAnswered(held, client, size);
            assertThat(server.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"jetty/12, 10", "jetty/12, 30000", "another, 10", "another, 30000"})
    void whatAnotherThreadIsAboutToAnswerIsAnsweredEvenThen(String container, int size) throws Exception {
        var filter = new ImpatientFilter();
        try (ServletFixture server = ServletFixture.inContainer(container, filter);
                RawHttp client = server.connect()) {
            ChannelMessage event = Call.event(size);
            server.gateway.on(call -> call.atRelease = () -> beginOnAnotherThread(() -> call.send(event)));
            client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
            Call held = server.gateway.next();
            filter.timeOut();

            assertAnswered(held, client, size);
            assertThat(server.failures).isEmpty();
        }
    }

    /** Returns when it has begun: how long the thread takes to start is not what the server waits for. */
    private static void beginOnAnotherThread(Runnable task) {
        CountDownLatch begun = new CountDownLatch(1);
        new Thread(() -> {
                    begun.countDown();
                    task.run();
                })
                .start();
        try {
            assertThat(begun.await(ScriptedGateway.GENEROUS_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 30_000})
    void whatIsAboutToBeWrittenIsWrittenEvenThen(int size) throws Exception {
        var filter = new ImpatientFilter().thatNeverTellsWhenToWrite();
        try (ServletFixture server = ServletFixture.inContainer("another", filter);
                RawHttp client = server.connect()) {
            server.gateway.on(call -> {});
            client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
            Call held = server.gateway.next();
            ImpatientFilter.TimeOut timeOut = filter.nextHeld();
            held.send(Call.event(size));
            timeOut.run();

            assertAnswered(held, client, size);
            assertThat(server.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jetty/12", "another"})
    void whatIsNotAnsweredEvenThenGets503AndIsLost(String container) throws Exception {
        var filter = new ImpatientFilter();
        try (ServletFixture server = ServletFixture.inContainer(container, filter);
                RawHttp client = server.connect()) {
            server.gateway.on(call -> {});
            client.post("/cometd/connect", "{\"channel\":\"/a\",\"data\":1}");
            Call held = server.gateway.next();
            filter.timeOut();

            assertThat(held.closed).isCompletedWithValue(CloseReason.CONNECTION_LOST);
            assertThat(client.read().status()).isEqualTo(503);
        }
    }
}
