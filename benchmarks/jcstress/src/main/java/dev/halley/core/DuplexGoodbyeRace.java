package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A session that ends says goodbye over its socket, but not after the reply to the handshake of the one that takes this over: the
 * client would take it for that one's.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "/meta/disconnect, /meta/handshake", expect = ACCEPTABLE, desc = "ended first")
@Outcome(id = "/meta/handshake", expect = ACCEPTABLE, desc = "taken over first")
@State
public class DuplexGoodbyeRace {

    private final RaceServer server = new RaceServer();
    private final RaceServer.Wire socket = server.socket();
    private final CoreSession ending = server.connected(socket);

    public DuplexGoodbyeRace() {
        socket.channels.clear();
    }

    @Actor
    public void ends() {
        ending.disconnect();
    }

    @Actor
    public void takesOver() {
        socket.link.receive(RaceServer.HANDSHAKE);
    }

    @Arbiter
    public void seen(L_Result result) {
        result.r1 = String.join(", ", socket.channels);
    }
}
