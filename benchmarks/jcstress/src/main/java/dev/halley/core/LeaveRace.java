package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.protocol.ChannelId;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A client joins a channel with history, and unsubscribes from it on another connection, while somebody publishes there: it is subscribed
 * and follows, or neither.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "subscribed true, follows true", expect = ACCEPTABLE, desc = "unsubscribed before")
@Outcome(id = "subscribed false, follows false", expect = ACCEPTABLE, desc = "unsubscribed then")
@State
public class LeaveRace {

    private static final ChannelId ID = ChannelId.of("/a");

    private final RaceServer server = RaceServer.keepingIn(RaceServer.newHistory());
    private final RaceServer.Wire socket = server.socket();
    private final RaceServer.Wire other = server.exchange();
    private final CoreSession session = server.following(socket);
    private final ServerChannel channel = server.channel();

    public LeaveRace() {
        channel.publish(null, 0);
    }

    @Actor
    public void joins() {
        socket.link.receive(RaceServer.subscribeToAll(session, "/a"));
    }

    @Actor
    public void unsubscribes() {
        other.link.receive(RaceServer.unsubscribe(session, "/a"));
    }

    @Arbiter
    public void seen(L_Result result) {
        result.r1 =
                "subscribed " + session.subscriptions().contains(ID) + ", follows " + !session.followed(Set.of(ID)).isEmpty();
    }
}
