package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

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
 * Two sessions' first use of a channel makes one channel, and one session's allowance is used for it.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "one channel, counted once", expect = ACCEPTABLE, desc = "both get the same")
@State
public class ChannelMadeRace {

    private static final ChannelId ID = ChannelId.of("/a/b");

    private final ChannelTree channels = RaceServer.channels();
    private final ChannelQuota firsts = new ChannelQuota(1);
    private final ChannelQuota seconds = new ChannelQuota(1);
    private CoreChannel one;
    private CoreChannel other;

    @Actor
    public void first() {
        one = channels.getOrCreate(ID, firsts);
    }

    @Actor
    public void second() {
        other = channels.getOrCreate(ID, seconds);
    }

    @Arbiter
    public void seen(L_Result result) {
        int counted = firsts.made() + seconds.made();
        boolean isOne = one == other
                && channels.get(ID.toString()) == one
                && channels.children(ID.parent()).size() == 1;
        result.r1 = (isOne ? "one channel" : "several channels") + ", counted "
                + (counted == 1 ? "once" : counted + " times");
    }
}
