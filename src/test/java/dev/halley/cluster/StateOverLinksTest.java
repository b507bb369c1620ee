package dev.halley.cluster;

import dev.halley.cluster.state.ClusterState;
import dev.halley.cluster.state.ClusteredStateContract;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.testkit.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StateOverLinksTest extends ClusteredStateContract {

    /** Stands still: what is found only by the tick of the next second is not found in time. */
    private final ManualTime time = new ManualTime();

    private final TestLinks cluster = new TestLinks();
    private final List<OwnedState> open = new ArrayList<>();
    private Links links;
    private Links otherLinks;
    private ToldView view;
    private ToldView otherView;
    private OwnedState state;
    private OwnedState otherState;

    @BeforeEach
    void start() {
        links = cluster.inMemory("a");
        state = state(links);
        view = new ToldView(links);
    }

    private OwnedState state(Links of) {
        OwnedState started = ClusterState.start(of, time, time, LIMITS, of::lookForOthers);
        open.add(started);
        return started;
    }

    @AfterEach
    void end() {
        open.forEach(OwnedState::close);
        cluster.close();
    }

    @Override
    protected void join() {
        otherLinks = cluster.inMemory("b");
        otherState = state(otherLinks);
        otherView = new ToldView(otherLinks);
        linked();
    }

    private void linked() {
        unchecked(() -> view.await(List.of(self(), other())));
        unchecked(() -> otherView.await(List.of(self(), other())));
    }

    @Override
    protected OwnedState state() {
        return state;
    }

    @Override
    protected NodeId self() {
        return links.self().id();
    }

    @Override
    protected OwnedState otherState() {
        return otherState;
    }

    @Override
    protected NodeId other() {
        return otherLinks.self().id();
    }

    @Override
    protected void settle() {
        for (OwnedState each : open) {
            unchecked(() -> each.sync().toCompletableFuture().get(20, TimeUnit.SECONDS));
        }
    }

    @Override
    protected void leave() {
        open.remove(otherState);
        otherState.close();
        otherLinks.close();
        unchecked(() -> view.await(List.of(self())));
        settle();
    }

    @Override
    protected void split() {
        unchecked(() -> TestLinks.split(links, otherLinks));
        unchecked(() -> view.await(List.of(self())));
        unchecked(() -> otherView.await(List.of(other())));
        settle();
    }

    @Override
    protected void merge() {
        TestLinks.heal(links, otherLinks);
        links.lookForOthers();
        linked();
    }

    private interface Step {
        void run() throws Exception;
    }

    private static void unchecked(Step step) {
        try {
            step.run();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
