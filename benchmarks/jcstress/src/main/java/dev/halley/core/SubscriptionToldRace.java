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
 * A session that ends while it is subscribed leaves nothing behind, and who listens is told of its subscription first, and of that
 * one's end then.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "nothing", expect = ACCEPTABLE, desc = "ended before it was subscribed")
@Outcome(id = "subscribed, then unsubscribed", expect = ACCEPTABLE, desc = "in this order")
@State
public class SubscriptionToldRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.local();
    private final ServerChannel channel = server.channel();
    private final Queue<String> told = server.told();

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
        result.r1 = (told.isEmpty() ? "nothing" : String.join(", then ", told)) + (gone ? "" : ", and kept");
    }
}
