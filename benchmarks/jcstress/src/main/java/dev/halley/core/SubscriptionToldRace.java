package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerChannel;
import dev.halley.api.ServerSession;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Who listens is told of a subscription first, and of its end then, however soon the session ends.
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
    private final ServerChannel channel = server.core.createChannel("/a");
    private final List<String> told = new CopyOnWriteArrayList<>();

    public SubscriptionToldRace() {
        server.core.addListener(new BayeuxServerListener.SubscriptionListener() {
            @Override
            public void subscribed(ServerSession who, ServerChannel where) {
                told.add("subscribed");
            }

            @Override
            public void unsubscribed(ServerSession who, ServerChannel where) {
                told.add("unsubscribed");
            }
        });
    }

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
        result.r1 = told.isEmpty() ? "nothing" : String.join(", then ", told);
    }
}
