package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A session that ends while it is subscribed leaves nothing behind.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "gone", expect = ACCEPTABLE, desc = "the channel does not know it")
@State
public class SubscriberEndedRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.local();
    private final ServerChannel channel = server.core.createChannel("/a");

    @Actor
    public void subscribes() {
        channel.subscribe(session);
    }

    @Actor
    public void ends() {
        session.disconnect();
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean gone =
                channel.subscribers().isEmpty() && session.subscriptions().isEmpty();
        result.r1 = gone ? "gone" : "still subscribed";
    }
}
