package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.Request;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * An event that comes while a connect is about to be held is not left waiting with it.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "answered with the event", expect = ACCEPTABLE, desc = "at once, or after it was held")
@State
public class SuspendedConnectRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.polling();
    private final List<Request> connect = RaceServer.connect(session);
    private final RaceServer.Wire exchange = server.exchange();

    @Actor
    public void connects() {
        exchange.link.receive(connect);
    }

    @Actor
    public void delivers() {
        session.deliver(null, "/a", 1);
    }

    @Arbiter
    public void seen(L_Result result) {
        String events = exchange.events.size() == 1 ? "the event" : exchange.events.size() + " events";
        result.r1 = (exchange.batches() == 1 ? "answered with " : exchange.batches() + " answers with ") + events;
    }
}
