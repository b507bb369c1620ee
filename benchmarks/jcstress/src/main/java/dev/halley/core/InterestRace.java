package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.Broker;
import dev.halley.spi.Publication;
import dev.halley.spi.Published;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The last subscriber of a channel leaves while the next one comes: the broker is told in turn that there is somebody and nobody, and
 * knows in the end that there is somebody.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "on", expect = ACCEPTABLE, desc = "the broker knows of the subscriber")
@State
public class InterestRace {

    private final Told broker = new Told();
    private final RaceServer server = new RaceServer(broker);
    private final CoreSession leaving = server.local();
    private final CoreSession coming = server.local();
    private final ServerChannel channel = server.channel();

    /** What the broker was told last, and whether that was what it knew. */
    private static final class Told implements Broker {

        private volatile boolean on;
        private volatile boolean twice;

        @Override
        public void start(Receiver local) {}

        @Override
        public CompletionStage<Published> publish(Publication publication) {
            return Published.AT_ONCE;
        }

        @Override
        public CompletionStage<Void> interest(ChannelId id, boolean now) {
            twice |= on == now;
            on = now;
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void stop() {}
    }

    public InterestRace() {
        channel.subscribe(leaving);
    }

    @Actor
    public void leaves() {
        channel.unsubscribe(leaving);
    }

    @Actor
    public void comes() {
        channel.subscribe(coming);
    }

    @Arbiter
    public void seen(L_Result result) {
        result.r1 = (broker.on ? "on" : "off") + (broker.twice ? ", told twice" : "");
    }
}
