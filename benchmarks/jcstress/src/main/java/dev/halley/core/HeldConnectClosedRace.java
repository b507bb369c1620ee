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
 * Of an exchange whose client goes away while its connect is about to be held nothing is kept.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "nothing is kept", expect = ACCEPTABLE, desc = "held or not")
@State
public class HeldConnectClosedRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.polling();
    private final List<Request> connect = RaceServer.connect(session);
    private final RaceServer.Wire exchange = server.exchange();

    @Actor
    public void connects() {
        exchange.link.receive(connect);
    }

    @Actor
    public void closes() {
        exchange.link.closed(CloseReason.CONNECTION_LOST);
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean held = server.core.waiting(session).connectHeld();
        result.r1 = server.core.connections() == 0
                ? held ? "the connect is kept" : "nothing is kept"
                : "the exchange is kept";
    }
}
