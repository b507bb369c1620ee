package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A client joins a channel with history while somebody publishes there, and while it unsubscribes from another channel on another
 * connection: it gets each message once, in order.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "[0, 1, 2]", expect = ACCEPTABLE, desc = "read, collected or live")
@State
public class JoinRace {

    private final RaceServer server = RaceServer.keepingIn(RaceServer.newHistory());
    private final RaceServer.Wire socket = server.socket();
    private final RaceServer.Wire other = server.exchange();
    private final CoreSession session = server.following(socket);
    private final ServerChannel channel = server.channel();

    public JoinRace() {
        channel.publish(null, 0);
        server.core.createChannel("/other").subscribe(session);
    }

    @Actor
    public void publishesAndUnsubscribes() {
        channel.publish(null, 1);
        other.link.receive(RaceServer.unsubscribe(session, "/other"));
        channel.publish(null, 2);
    }

    @Actor
    public void joins() {
        socket.link.receive(RaceServer.subscribeToAll(session, "/a"));
    }

    @Arbiter
    public void seen(L_Result result) {
        result.r1 = List.copyOf(socket.events).toString();
    }
}
