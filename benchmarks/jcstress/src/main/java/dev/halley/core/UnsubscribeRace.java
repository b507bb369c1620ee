package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import dev.halley.api.ServerChannel;
import java.util.Queue;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A session, a channel and who listens agree on whether the one is subscribed to the other.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "yes, subscribed", expect = ACCEPTABLE, desc = "subscribed last")
@Outcome(id = "no, subscribed, then unsubscribed", expect = ACCEPTABLE, desc = "unsubscribed last")
@State
public class UnsubscribeRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.local();
    private final ServerChannel channel = server.channel();
    private final Queue<String> told = server.told();

    @Actor
    public void subscribes() {
        channel.subscribe(session);
    }

    @Actor
    public void unsubscribes() {
        channel.unsubscribe(session);
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean channels = channel.subscribers().contains(session);
        boolean sessions = session.subscriptions().contains(channel.id());
        result.r1 =
                (channels != sessions ? "they differ" : channels ? "yes" : "no") + ", " + String.join(", then ", told);
    }
}
