package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

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
 * A channel that is removed while it is made is among the children of the one above it as long as it is there.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "there, a child", expect = ACCEPTABLE, desc = "made last, or not seen")
@Outcome(id = "gone, no child", expect = ACCEPTABLE, desc = "removed last")
@State
public class ChannelRemovedRace {

    private static final ChannelId ID = ChannelId.of("/a/b");

    private final ChannelTree channels = RaceServer.channels();

    @Actor
    public void makes() {
        channels.getOrCreate(ID, made -> {});
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
        boolean child = !channels.children(ID.parent()).isEmpty();
        result.r1 = (channels.size() == 0 ? "gone" : "there") + (child ? ", a child" : ", no child");
    }
}
