package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.BayeuxServerListener;
import dev.halley.api.ServerSession;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.Request;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Who listens is told of a session first, and of its end then, however soon somebody ends it.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "added, then removed", expect = ACCEPTABLE, desc = "in this order")
@Outcome(id = "nothing", expect = ACCEPTABLE, desc = "ended before it was there")
@State
public class SessionToldRace {

    private final RaceServer server = new RaceServer();
    private final RaceServer.Wire socket = server.socket();
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    public SessionToldRace() {
        server.core.addListener(new BayeuxServerListener.SessionListener() {
            @Override
            public void sessionAdded(ServerSession session, Request.@Nullable Handshake handshake) {
                told.add("added");
            }

            @Override
            public void sessionRemoved(ServerSession session, CloseReason reason) {
                told.add("removed");
            }
        });
    }

    @Actor
    public void comes() {
        socket.link.receive(RaceServer.HANDSHAKE);
    }

    @Actor
    public void ends() {
        Collection<ServerSession> there = server.core.sessions();
        while (there.isEmpty()) {
            Thread.onSpinWait();
            there = server.core.sessions();
        }
        there.forEach(ServerSession::disconnect);
    }

    @Arbiter
    public void seen(L_Result result) {
        String there = server.core.sessions().isEmpty() ? "" : ", and there";
        result.r1 = (told.isEmpty() ? "nothing" : String.join(", then ", told)) + there;
    }
}
