package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Of an exchange whose client goes away while its request is handled nothing is kept.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "nothing is kept", expect = ACCEPTABLE, desc = "answered or not")
@State
public class ResponseClosedRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.handshake(server.exchange());
    private final List<Request> publish = RaceServer.publish(session, "/a");
    private final RaceServer.Wire exchange;

    public ResponseClosedRace() {
        server.channel().subscribe(session);
        exchange = server.exchange();
    }

    @Actor
    public void publishes() {
        exchange.link.receive(publish);
    }

    @Actor
    public void closes() {
        exchange.link.closed(CloseReason.CONNECTION_LOST);
    }

    @Arbiter
    public void seen(L_Result result) {
        // Nothing is held back for a response that is over: the next connect takes what there is.
        boolean took = !exchange.events.isEmpty();
        RaceServer.Wire next = server.exchange();
        next.link.receive(RaceServer.connect(session));
        boolean one = (took ? 1 : 0) + next.events.size() == 1;
        result.r1 =
                server.core.connections() == 0 ? one ? "nothing is kept" : "the event is kept" : "the exchange is kept";
    }
}
