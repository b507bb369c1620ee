package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import dev.halley.core.channel.ChannelQuota;
import dev.halley.core.channel.ChannelTree;
import dev.halley.core.channel.CoreChannel;
import dev.halley.protocol.ChannelId;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A channel that is made for a session counts among those that it may have, also in place of one that is gone.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "none", expect = ACCEPTABLE, desc = "removed last")
@Outcome(id = "one, counted", expect = ACCEPTABLE, desc = "made again, or not removed")
@State
public class ChannelRemadeRace {

    private static final ChannelId ID = ChannelId.of("/a");

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.handshake(server.exchange());
    private final ChannelTree channels = RaceServer.channels();
    private final ChannelQuota quota = session.quota();

    @Actor
    public void subscribes() {
        CoreChannel channel = channels.getOrCreate(ID, quota);
        if (channel != null) {
            channels.subscribe(session, channel, true);
        }
    }

    @Actor
    public void removes() {
        CoreChannel channel = channels.get(ID.toString());
        if (channel != null) {
            channels.remove(channel);
        }
    }

    @Arbiter
    public void seen(L_Result result) {
        String counted = quota.made() == channels.size() ? "" : ", but " + quota.made() + " counted";
        result.r1 = channels.size() == 0 ? "none" + counted : counted.isEmpty() ? "one, counted" : "one" + counted;
    }
}
