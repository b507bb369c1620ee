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
 * What is delivered while another socket takes the session over goes out once, over the one or the other.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "once", expect = ACCEPTABLE, desc = "over either")
@State
public class ReboundRace {

    private final RaceServer server = new RaceServer();
    private final RaceServer.Wire older = server.socket();
    private final CoreSession session = server.connected(older);
    private final RaceServer.Wire newer = server.socket();

    @Actor
    public void delivers() {
        session.deliver(null, "/a", 1);
    }

    @Actor
    public void takesOver() {
        ((DuplexLink) newer.link).carry(session);
    }

    @Arbiter
    public void seen(L_Result result) {
        int sent = older.events.size() + newer.events.size();
        result.r1 = sent == 1 ? "once" : sent + " times";
    }
}
