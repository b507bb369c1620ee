package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.link.DuplexLink;
import dev.halley.core.session.CoreSession;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A session that ends takes nothing from the one that has taken over its socket.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "carries the successor", expect = ACCEPTABLE, desc = "and its events go there")
@State
public class DuplexSuccessorRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession ending = server.local();
    private final CoreSession successor = server.local();
    private final DuplexLink link = (DuplexLink) server.socket().link;

    public DuplexSuccessorRace() {
        link.carry(ending);
    }

    @Actor
    public void ends() {
        ending.disconnect();
    }

    @Actor
    public void takesOver() {
        link.carry(successor);
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean links = link.session() == successor;
        boolean sessions = successor.queue().isBoundTo(link);
        result.r1 = links && sessions
                ? "carries the successor"
                : sessions ? "bound to a socket that carries nobody" : "not bound";
    }
}
