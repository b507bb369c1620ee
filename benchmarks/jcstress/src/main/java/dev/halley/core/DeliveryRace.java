package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What two threads deliver to a session goes out once, and what one of them delivers in its order.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "all, in order", expect = ACCEPTABLE, desc = "by whichever thread")
@State
public class DeliveryRace {

    private final RaceServer server = new RaceServer();
    private final RaceServer.Wire socket = server.socket();
    private final CoreSession session = server.connected(socket);

    @Actor
    public void deliversTwo() {
        session.deliver(null, "/a", 1);
        session.deliver(null, "/a", 2);
    }

    @Actor
    public void deliversAnother() {
        session.deliver(null, "/a", 3);
    }

    @Arbiter
    public void seen(L_Result result) {
        List<String> events = List.copyOf(socket.events);
        boolean all = events.size() == 3 && events.contains("3");
        result.r1 = all && events.indexOf("1") < events.indexOf("2") && events.contains("1")
                ? "all, in order"
                : events.toString();
    }
}
