package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.link.DuplexLink;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.CloseReason;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A session that is bound to a socket while this closes is not bound to it in the end.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "not bound", expect = ACCEPTABLE, desc = "and the socket is forgotten")
@State
public class DuplexClosedRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.local();
    private final DuplexLink link = (DuplexLink) server.socket().link;

    @Actor
    public void closes() {
        link.closed(CloseReason.CONNECTION_LOST);
    }

    @Actor
    public void binds() {
        link.carry(session);
    }

    @Arbiter
    public void seen(L_Result result) {
        String bound = session.queue().isBoundTo(link) || link.session() != null ? "bound" : "not bound";
        result.r1 = server.core.connections() == 0 ? bound : bound + ", and kept";
    }
}
