package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A session that a pattern brings a message subscribes to its channel, too, or leaves it, while the message is published: it gets it once.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "by one of its subscriptions")
@State
public class OverlapRace {

    private final RaceServer server = new RaceServer();
    private final RaceServer.Wire socket = server.socket();
    private final CoreSession session = server.connected(socket);
    private final ServerChannel channel = server.channel();

    public OverlapRace() {
        server.core.createChannel("/*").subscribe(session);
    }

    @Actor
    public void publishes() {
        channel.publish(null, 1);
    }

    @Actor
    public void comesAndGoes() {
        channel.subscribe(session);
        channel.unsubscribe(session);
    }

    @Arbiter
    public void seen(I_Result result) {
        result.r1 = socket.events.size();
    }
}
