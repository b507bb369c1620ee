package dev.halley.core;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.halley.api.ServerChannel;
import dev.halley.core.session.CoreSession;
import dev.halley.history.MemoryHistory;
import dev.halley.protocol.ChannelId;
import dev.halley.spi.HistoryPage;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What two threads publish at once on a channel with history is handed on once, in the order of offsets, to the last message.
 *
 * <p>Thread-safety: what jcstress makes of it.
 */
@JCStressTest
@Outcome(id = "in order", expect = ACCEPTABLE, desc = "whoever handed it on")
@State
public class HandOverRace {

    private final MemoryHistory history = RaceServer.newHistory();
    private final RaceServer server = RaceServer.keepingIn(history);
    private final RaceServer.Wire socket = server.socket();
    private final CoreSession session = server.connected(socket);
    private final ServerChannel channel = server.channel();

    public HandOverRace() {
        channel.subscribe(session);
    }

    @Actor
    public void publishes() {
        channel.publish(null, 1);
        channel.publish(null, 2);
    }

    @Actor
    public void publishesToo() {
        channel.publish(null, 3);
        channel.publish(null, 4);
    }

    @Arbiter
    public void seen(L_Result result) {
        HistoryPage page =
                history.last(ChannelId.of("/a"), 10).toCompletableFuture().join();
        List<String> stored = page.messages().stream()
                .map(kept -> kept.message().data().toString())
                .toList();
        List<String> got = List.copyOf(socket.events);
        boolean inOrder = stored.size() == 4 && got.equals(stored);
        result.r1 = inOrder && server.core.pendingPublishes() == 0 ? "in order" : stored + " came as " + got;
    }
}
