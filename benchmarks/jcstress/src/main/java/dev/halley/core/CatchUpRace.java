package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.history.MemoryHistory;
import dev.halley.protocol.ChannelId;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * Somebody publishes more than a session's queue has room for, another one publishes meanwhile, and the session reads what it missed: its client
 * gets each message once, in the order of the history.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "all, in order", expect = ACCEPTABLE, desc = "queued, or read")
@State
public class CatchUpRace {

    private final MemoryHistory history = RaceServer.newHistory();
    private final RaceServer server = RaceServer.catchingUpFrom(history, 4);
    private final RaceServer.Wire socket = server.socket();
    private final CoreSession session = server.following(socket);
    private final ServerChannel channel = server.channel();

    public CatchUpRace() {
        channel.subscribe(session);
    }

    private void publish(int from, int to) {
        for (int number = from; number <= to; number++) {
            channel.publish(null, number);
        }
    }

    @Actor
    public void fallsBehind() {
        session.batch(() -> publish(1, 6));
    }

    @Actor
    public void publishesMeanwhile() {
        publish(7, 9);
    }

    @Arbiter
    public void seen(L_Result result) {
        List<String> kept = history.last(ChannelId.of("/a"), 100).toCompletableFuture().join().messages().stream()
                .map(publication -> String.valueOf(publication.message().data()))
                .toList();
        List<String> got = List.copyOf(socket.events);
        result.r1 = got.equals(kept) && kept.size() == 9 ? "all, in order" : got + " of " + kept;
    }
}
