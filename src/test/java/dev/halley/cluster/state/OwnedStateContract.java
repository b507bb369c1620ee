package dev.halley.cluster.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.halley.spi.ClusterException;
import dev.halley.spi.NodeId;
import dev.halley.spi.OwnedState;
import dev.halley.spi.OwnedState.Key;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** What holds for the state of one node, whoever implements it, and however many others there are. */
public abstract class OwnedStateContract {

    /** What the state under test is made with. */
    protected static final StateLimits LIMITS = new StateLimits(100, 10_000, 32 * 1024, 512 * 1024, 64 * 1024);

    protected static final Key KEY = new Key("interest", "/a");
    protected static final Key OTHER = new Key("interest", "/b");

    /** @return the state of a node */
    protected abstract OwnedState state();

    /** @return that node */
    protected abstract NodeId self();

    /** Waits until what was put and removed is told everywhere. */
    protected abstract void settle();

    /** What was told, in words. */
    public static final class Told implements OwnedState.Listener {
        public final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            told.add("put " + key.name() + " " + text(value));
        }

        @Override
        public void removed(NodeId node, Key key) {
            told.add("removed " + key.name());
        }

        @Override
        public void lost(NodeId node, Key key) {
            told.add("lost " + key.name());
        }

        @Override
        public void partFound(NodeId node) {
            told.add("found");
        }

        @Override
        public void partLost(NodeId node) {
            told.add("lost");
        }
    }

    protected static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    protected static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }

    private Told listening() {
        Told told = new Told();
        state().listen("interest", told);
        settle();
        return told;
    }

    @Test
    void whatIsPutCanBeReadAtOnce() {
        state().put(KEY, bytes("1"));
        state().put(new Key("users", "/a"), bytes("2"));
        assertThat(state().get(self(), KEY))
                .hasValueSatisfying(value -> assertThat(text(value)).isEqualTo("1"));
        assertThat(state().get(KEY)).containsOnlyKeys(self());
        assertThat(state().part(self(), "interest")).containsOnlyKeys(KEY);
        assertThat(state().part(self(), "users")).hasSize(1);
        assertThat(state().part(self(), "nothing")).isEmpty();
    }

    @Test
    void whatIsRemovedIsGoneAtOnce() {
        state().put(KEY, bytes("1"));
        state().remove(KEY);
        state().remove(OTHER);
        assertThat(state().get(self(), KEY)).isEmpty();
        assertThat(state().get(KEY)).isEmpty();
        assertThat(state().part(self(), "interest")).isEmpty();
    }

    @Test
    void nothingIsKnownOfANodeThatIsNotLinked() {
        NodeId nobody = new NodeId("nobody");
        assertThat(state().get(nobody, KEY)).isEmpty();
        assertThat(state().part(nobody, "interest")).isEmpty();
    }

    @Test
    void listenerIsToldOfTheNodesOwnChangesOfItsSection() {
        Told told = listening();
        state().put(KEY, bytes("1"));
        settle();
        state().put(new Key("users", "/a"), bytes("?"));
        state().put(KEY, bytes("2"));
        settle();
        state().remove(KEY);
        settle();
        assertThat(told.told).containsExactly("put /a 1", "put /a 2", "removed /a");
    }

    @Test
    void listenerIsToldFirstOfWhatIsThere() {
        state().put(KEY, bytes("1"));
        state().put(OTHER, bytes("2"));
        settle();
        state().remove(OTHER);
        assertThat(listening().told).containsExactly("put /a 1");
    }

    @Test
    void listenerIsToldOfNothingThatWasNotThere() {
        Told told = listening();
        state().remove(KEY);
        settle();
        assertThat(told.told).isEmpty();
    }

    @Test
    void sameValueIsToldOnce() {
        Told told = listening();
        state().put(KEY, bytes("1"));
        settle();
        state().put(KEY, bytes("1"));
        settle();
        assertThat(told.told).containsExactly("put /a 1");
    }

    @Test
    void throwingListenerCostsTheOthersNothing() {
        QuietLogs.during(() -> {
            state().listen("interest", new Throwing());
            Told told = listening();
            state().put(KEY, bytes("1"));
            settle();
            state().put(OTHER, bytes("2"));
            settle();
            assertThat(told.told).containsExactly("put /a 1", "put /b 2");
        });
    }

    private static final class Throwing implements OwnedState.Listener {

        @Override
        public void put(NodeId node, Key key, byte[] value) {
            throw new IllegalStateException("thrown by the test");
        }

        @Override
        public void removed(NodeId node, Key key) {
            throw new AssertionError("thrown by the test");
        }
    }

    @Test
    void listenerMayPut() {
        state().listen("interest", new OwnedState.Listener() {

            @Override
            public void put(NodeId node, Key key, byte[] value) {
                state().put(OTHER, value);
            }

            @Override
            public void removed(NodeId node, Key key) {}
        });
        Told told = listening();
        state().put(KEY, bytes("1"));
        settle();
        settle();
        assertThat(told.told).containsExactly("put /a 1", "put /b 1");
    }

    @Test
    void syncIsDoneWhenAllHaveSeenIt() {
        state().put(KEY, bytes("1"));
        var synced = state().sync().toCompletableFuture();
        settle();
        assertThat(synced).isCompleted();
    }

    @Test
    void partHasAsManyEntriesAsItMayAndNotOneMore() {
        for (int i = 0; i < LIMITS.entries(); i++) {
            state().put(new Key("interest", "/" + i), bytes("1"));
        }
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> state().put(KEY, bytes("1")))
                .withMessage("A node's state has at most 100 entries; with this entry there would be 101.");
        assertThat(state().get(self(), KEY)).isEmpty();
        state().put(new Key("interest", "/1"), bytes("2"));
        state().remove(new Key("interest", "/2"));
        state().put(KEY, bytes("1"));
        assertThat(state().part(self(), "interest")).hasSize(LIMITS.entries());
    }

    @Test
    void partHasAsManyBytesAsItMayAndNotOneMore() {
        int most = (int) LIMITS.bytes() - Entry.FRAME - "interest".length() - "/a".length();
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> state().put(KEY, new byte[most + 1]))
                .withMessage("A node's state has at most 10000 bytes; with this entry there would be 10001.");
        state().put(KEY, new byte[most]);
        assertThatExceptionOfType(ClusterException.class).isThrownBy(() -> state().put(OTHER, new byte[0]));
        state().put(KEY, new byte[most - 100]);
        assertThatCode(() -> state().put(OTHER, new byte[0])).doesNotThrowAnyException();
    }

    @Test
    void keyIsAsLongAsItMayBeAndNotAByteLonger() {
        state().put(new Key("s".repeat(255), ""), bytes("1"));
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> state().put(new Key("s".repeat(254) + "ü", ""), bytes("1")))
                .withMessage("The section of a key of a node's state has at most 255 bytes, not 256.");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> state().put(new Key("s", "n".repeat(65_536)), bytes("1")))
                .withMessage("The name of a key of a node's state has at most 65535 bytes, not 65536.");
        assertThatExceptionOfType(ClusterException.class)
                .isThrownBy(() -> state().put(new Key("s", "n\uD800"), bytes("1")))
                .withMessageContaining("not valid Unicode");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        Told told = listening();
        state().close();
        state().put(KEY, bytes("1"));
        assertThat(state().sync().toCompletableFuture()).isCompletedExceptionally();
        assertThat(told.told).isEmpty();
    }

    @Test
    void nodeAloneIsComplete() {
        settle();
        assertThat(state().isComplete()).isTrue();
        assertThat(state().part(self(), "interest")).isEqualTo(Map.of());
    }
}
