package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What holds for the states of two nodes that find each other, and lose each other. */
public abstract class ClusteredStateContract extends OwnedStateContract {

    /** Starts the second node, which is linked with the first when this returns. */
    protected abstract void join();

    /** @return the state of the second node */
    protected abstract OwnedState otherState();

    /** @return the second node */
    protected abstract NodeId other();

    /** Ends the second node, which the first sees when this returns. */
    protected abstract void leave();

    /** Tears them apart, which both see when this returns. */
    protected abstract void split();

    /** Lets them find each other, which both see when this returns. */
    protected abstract void merge();

    private Told listeningToOther() {
        Told told = new Told();
        state().listen("interest", new OwnedState.Listener() {

            @Override
            public void put(NodeId node, Key key, byte[] value) {
                if (node.equals(other())) {
                    told.put(node, key, value);
                }
            }

            @Override
            public void removed(NodeId node, Key key) {
                if (node.equals(other())) {
                    told.removed(node, key);
                }
            }

            @Override
            public void lost(NodeId node, Key key) {
                if (node.equals(other())) {
                    told.lost(node, key);
                }
            }

            @Override
            public void partFound(NodeId node) {
                told.partFound(node);
            }

            @Override
            public void partLost(NodeId node) {
                told.partLost(node);
            }
        });
        return told;
    }

    @Test
    void eachSeesWhatTheOtherPuts() {
        join();
        state().put(KEY, bytes("1"));
        otherState().put(KEY, bytes("2"));
        otherState().put(OTHER, bytes("3"));
        settle();
        assertThat(state().get(KEY)).containsOnlyKeys(self(), other());
        assertThat(text(state().get(other(), KEY).orElseThrow())).isEqualTo("2");
        assertThat(text(otherState().get(self(), KEY).orElseThrow())).isEqualTo("1");
        assertThat(state().part(other(), "interest")).containsOnlyKeys(KEY, OTHER);
        otherState().remove(OTHER);
        settle();
        assertThat(state().part(other(), "interest")).containsOnlyKeys(KEY);
    }

    @Test
    void joinerSeesTheWholePartAndIsComplete() {
        for (int i = 0; i < 100; i++) {
            state().put(new Key("interest", "/" + i), bytes("1"));
        }
        join();
        settle();
        assertThat(otherState().part(self(), "interest")).hasSize(100);
        assertThat(otherState().isComplete()).isTrue();
        assertThat(state().isComplete()).isTrue();
    }

    @Test
    void listenerIsToldOfTheOthersPartFromItsBeginningToItsEnd() {
        join();
        Told told = listeningToOther();
        settle();
        assertThat(told.told).containsExactly("found");
        otherState().put(KEY, bytes("1"));
        settle();
        otherState().put(OTHER, bytes("1"));
        settle();
        otherState().remove(OTHER);
        settle();
        otherState().put(KEY, bytes("2"));
        settle();
        leave();
        assertThat(told.told)
                .containsExactly("found", "put /a 1", "put /b 1", "removed /b", "put /a 2", "lost /a", "lost");
        assertThat(state().get(KEY)).isEmpty();
        assertThat(state().isComplete()).isTrue();
    }

    @Test
    void syncWaitsForNobodyWhoHasLeft() {
        join();
        settle();
        leave();
        state().put(KEY, bytes("1"));
        CompletableFuture<Void> synced = state().sync().toCompletableFuture();
        settle();
        assertThat(synced).isCompleted();
    }

    @Test
    void partsOfASplitForgetEachOtherAndSeeWhatTheOtherWroteMeanwhile() {
        join();
        state().put(KEY, bytes("1"));
        otherState().put(KEY, bytes("1"));
        otherState().put(OTHER, bytes("1"));
        settle();
        Told told = listeningToOther();
        settle();
        split();
        settle();
        assertThat(state().get(KEY)).containsOnlyKeys(self());
        assertThat(otherState().get(KEY)).containsOnlyKeys(other());
        state().put(KEY, bytes("2"));
        otherState().put(KEY, bytes("3"));
        otherState().remove(OTHER);
        merge();
        settle();
        assertThat(text(otherState().get(self(), KEY).orElseThrow())).isEqualTo("2");
        assertThat(text(state().get(other(), KEY).orElseThrow())).isEqualTo("3");
        assertThat(state().part(other(), "interest")).containsOnlyKeys(KEY);
        assertThat(told.told.subList(0, 3)).containsExactlyInAnyOrder("put /a 1", "put /b 1", "found");
        assertThat(told.told.subList(3, 5)).containsExactlyInAnyOrder("lost /a", "lost /b");
        assertThat(told.told.subList(5, told.told.size())).containsExactly("lost", "put /a 3", "found");
    }
}
