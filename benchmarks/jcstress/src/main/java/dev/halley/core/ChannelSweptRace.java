package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.core.session.CoreSession;
import dev.halley.core.channel.ChannelLease;
import dev.halley.api.ServerChannel;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A subscription that comes while the channel is swept away is to a channel that is there.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "subscribed", expect = ACCEPTABLE, desc = "to the channel or to the one that took its place")
@State
public class ChannelSweptRace {

    private final RaceServer server = new RaceServer();
    private final CoreSession session = server.local();
    private final ServerChannel channel = server.channel();

    public ChannelSweptRace() {
        for (int i = 1; i < ChannelLease.SWEEPS; i++) {
            server.core.sweep();
        }
    }

    @Actor
    public void subscribes() {
        channel.subscribe(session);
    }

    @Actor
    public void sweeps() {
        server.core.sweep();
    }

    @Arbiter
    public void seen(L_Result result) {
        boolean there = server.core
                .channel("/a")
                .filter(now -> now.subscribers().contains(session))
                .isPresent();
        result.r1 = there && session.subscriptions().size() == 1 ? "subscribed" : "not subscribed";
    }
}
