package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Of an exchange whose client goes away while its request comes in nothing is kept: stopping would wait for it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AbortedExchangeTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    /** Lets the exchange close, and its request come in when the end has begun and cannot go on. */
    private static void receiveWhileItCloses(Wire exchange, String request) throws InterruptedException {
        Thread closing = new Thread(() -> exchange.link().closed(CloseReason.CONNECTION_LOST), "closing");
        synchronized (exchange.link()) {
            closing.start();
            while (closing.getState() != Thread.State.BLOCKED) {
                Thread.onSpinWait();
            }
            exchange.says(request);
        }
        closing.join();
    }

    @Test
    void connectThatCouldBeHeldIsForgotten() throws InterruptedException {
        TestCore server = servers.start();
        CoreSession session = server.polling();
        receiveWhileItCloses(server.exchange(), TestCore.connect(session));
        assertThat(server.core().waiting(session).connectHeld()).isFalse();
        assertThat(server.core().connections()).isZero();
    }

    @Test
    void publishIsForgotten() throws InterruptedException {
        TestCore server = servers.start();
        CoreSession session = server.polling();
        receiveWhileItCloses(server.exchange(), TestCore.publish(session, "1"));
        assertThat(server.core().connections()).isZero();
    }

    @Test
    void sessionDoesNotKeepItsLastWordsForARequestThatIsOver() {
        TestCore server = servers.start();
        CoreSession session = server.polling();
        Wire gone = server.exchange();
        gone.breaks();
        gone.says(TestCore.connect(session));
        session.disconnect();
        assertThat(session.queue().takeLastWords()).isEmpty();
        assertThat(server.core().connections()).isZero();
    }
}
