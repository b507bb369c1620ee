package dev.halley.oort.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.cluster.runtime.WireOutput;
import dev.halley.json.RawJson;
import dev.halley.oort.OortList;
import dev.halley.oort.OortLong;
import dev.halley.oort.OortMap;
import dev.halley.oort.OortNode;
import dev.halley.spi.OwnedState.Key;
import dev.halley.testing.ManualWorkers;
import dev.halley.testkit.InProcessServer;
import dev.halley.testkit.ManualTime;
import dev.halley.testkit.MemoryNetwork;
import dev.halley.testkit.MemoryNode;
import dev.halley.testkit.Setup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is shared by two nodes that do not agree, that share too much, or whose listeners are slow. */
class SharedObjectsTest {

    public record Room(int seats) {}

    private final ManualTime time = new ManualTime();
    private final MemoryNetwork network = new MemoryNetwork();
    private final InProcessServer server = InProcessServer.start(new Setup());
    private final MemoryNode one = network.join("one");
    private final MemoryNode other = network.join("other");
    private final Queue<String> told = new ConcurrentLinkedQueue<>();

    private final OortMap.Listener<String, Object> listener = new OortMap.Listener<>() {

        @Override
        public void put(OortNode node, String key, @Nullable Object old, Object value) {
            told.add(key + ": " + old + " to " + value);
        }

        @Override
        public void removed(OortNode node, String key, Object old) {
            told.add(key + ": " + old + " removed");
        }
    };

    @AfterEach
    void stop() {
        server.close();
    }

    private SharedObjects on(MemoryNode node) {
        return on(node, SharedLimits.USUAL, Runnable::run);
    }

    private SharedObjects on(MemoryNode node, SharedLimits limits, Executor workers) {
        return new SharedObjects(
                new OortPlatform(server.bayeux(), node, node.state(), time, workers, new NodeQuestions(node)), limits);
    }

    private static OortMap<String, Room> rooms(SharedObjects objects) {
        return objects.map("rooms", String.class, Room.class);
    }

    private static byte[] value(int version, SharedKind kind, String json) {
        return new WireOutput().octet(version).octet(kind.ordinal()).text(json).toBytes();
    }

    private void putByOther(String key, byte[] value) {
        other.state().put(new Key("object rooms", key), value);
    }

    @Test
    void valueOfAnUnknownVersionIsAbsentAndReportedWithTheNamesOfTheMapAndTheNode() {
        OortMap<String, Room> rooms = rooms(on(one));
        putByOther("new", value(2, SharedKind.MAP, "{}"));
        putByOther("old", value(1, SharedKind.MAP, "{\"seats\":3}"));

        assertThat(rooms.merged()).isEqualTo(Map.of("old", new Room(3)));
        assertThat(server.takeFailures())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessage(
                        "The OortMap \"rooms\" lacks the entry \"new\" of node other, and perhaps others of it: The value has"
                                + " the version 2, which this node does not know.");
    }

    @Test
    void nameThatIsOfAnotherKindOnAnotherNodeIsAnErrorForThatNameAlone() {
        SharedObjects objects = on(one);
        SharedObjects others = on(other);
        OortMap<String, Room> rooms = rooms(objects);
        OortList<Room> list = others.list("rooms", Room.class);
        list.add(new Room(1));
        rooms.put("a", new Room(2));
        others.number("number").set(7);

        assertThat(rooms.merged()).isEqualTo(Map.of("a", new Room(2)));
        assertThat(list.merged()).isEqualTo(List.of(new Room(1)));
        assertThat(objects.number("number").sum()).isEqualTo(7);
        assertThat(server.takeFailures()).hasSize(2).anySatisfy(failure -> assertThat(failure)
                .hasMessageContaining(
                        "The value has been put into an OortList, and here the name is that of an OortMap."));
    }

    @Test
    void valueThatThisNodeCannotBindIsAbsentUntilOneComesThatItCan() {
        OortMap<String, Room> rooms = rooms(on(one));
        rooms.addListener(listener);
        OortMap<String, RawJson> others = on(other).map("rooms", String.class, RawJson.class);
        others.put("a", RawJson.parse("{\"seats\":1}"));
        others.put("a", RawJson.parse("[1]"));
        others.put("a", RawJson.parse("[2]"));
        assertThat(rooms.find("a")).isEmpty();
        others.put("a", RawJson.parse("{\"seats\":2}"));

        assertThat(told)
                .containsExactly("a: null to Room[seats=1]", "a: Room[seats=1] removed", "a: null to Room[seats=2]");
        assertThat(server.takeFailures()).hasSize(1);
    }

    @Test
    void keyThatIsNoneOfThisNodesTypeIsAnErrorForItsEntryAlone() {
        OortMap<Long, String> numbers = on(one).map("numbers", Long.class, String.class);
        OortMap<String, String> texts = on(other).map("numbers", String.class, String.class);
        texts.put("one", "x");
        texts.put("+2", "x");
        texts.put("3", "y");

        assertThat(numbers.merged()).isEqualTo(Map.of(3L, "y"));
        assertThat(server.takeFailures()).hasSize(1);
    }

    @Test
    void bytesThatAreNoValueHarmNobody() {
        SharedObjects objects = on(one);
        OortMap<String, Room> rooms = rooms(objects);
        rooms.addListener(listener);
        putByOther("a", new byte[0]);
        putByOther("b", new byte[] {1, 9});
        putByOther("c", value(1, SharedKind.MAP, "{\"seats\""));
        putByOther("d", value(1, SharedKind.MAP, "{\"seats\":4}"));

        assertThat(told).containsExactly("d: null to Room[seats=4]");
        assertThat(server.takeFailures()).hasSize(1);
        assertThat(objects.reports()).singleElement().satisfies(report -> assertThat(report.failures())
                .isEqualTo(3));
    }

    @Test
    void partHasAsManyEntriesAsItMayHaveAndNoMore() {
        OortMap<String, Room> rooms = rooms(on(one, new SharedLimits(10, 10, 100, 2, 1_000, 1_000), Runnable::run));
        rooms.put("a", new Room(1));
        rooms.put("b", new Room(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> rooms.put("c", new Room(1)))
                .withMessage(
                        "A node's part of the OortMap \"rooms\" may have at most 2 entries; with this entry it would be 3.");
        rooms.put("a", new Room(2));
        rooms.remove("b");
        rooms.put("c", new Room(1));
        assertThat(rooms.local().keySet()).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void partAndAllPartsTogetherHaveAsManyBytesAsTheyMayHaveAndNoMore() {
        int size = 1 + value(1, SharedKind.MAP, "{\"seats\":1}").length;
        SharedLimits limits = new SharedLimits(10, 10, 100, 100, 2L * size, 3L * size);
        OortMap<String, Room> rooms = rooms(on(one, limits, Runnable::run));
        OortMap<String, Room> others = rooms(on(other, limits, Runnable::run));
        rooms.put("a", new Room(1));
        rooms.put("b", new Room(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> rooms.put("a", new Room(10)))
                .withMessage("A node's part of the OortMap \"rooms\" may have at most " + 2 * size
                        + " bytes; with this entry it would be " + (2 * size + 1) + ".");

        others.put("a", new Room(1));
        assertThatIllegalStateException()
                .isThrownBy(() -> others.put("a", new Room(10)))
                .withMessage("All nodes' parts of the OortMap \"rooms\" together may have at most " + 3 * size
                        + " bytes; with this entry it would be " + (3 * size + 1) + ".");
        rooms.remove("a");
        others.put("a", new Room(10));
        assertThat(rooms.merged()).isEqualTo(Map.of("a", new Room(10), "b", new Room(1)));
    }

    @Test
    void valueHasAsManyBytesAsItMayHaveAndNoMore() {
        OortMap<String, String> texts = on(one).map("texts", String.class, String.class);
        int frame = value(1, SharedKind.MAP, "\"\"").length;
        texts.put("a", "x".repeat(1024 * 1024 - frame));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> texts.put("a", "x".repeat(1024 * 1024 - frame + 1)))
                .withMessage("OortMap \"texts\": A value has at most 1048576 bytes, not 1048577.");
    }

    @Test
    void nodeSharesAThousandThingsAndNoMore() {
        SharedObjects objects = on(one);
        for (int i = 0; i < 1_000; i++) {
            objects.number("n" + i);
        }
        assertThat(objects.number("n5").name()).isEqualTo("n5");
        assertThatIllegalStateException()
                .isThrownBy(() -> objects.list("one/more", String.class))
                .withMessage("A node shares at most 1000 objects, maps, lists and numbers with the others; "
                        + "OortList<java.lang.String> \"one/more\" would be one more.");
    }

    @Test
    void stateThatIsFullRefusesTheEntryAndSaysSo() {
        OortLong number = on(one).number("number");
        one.state().limit(0);
        assertThatIllegalStateException()
                .isThrownBy(() -> number.set(1))
                .withMessage("OortLong \"number\": The part has 0 entries already.");
        assertThat(number.get()).isZero();
        one.state().limit(1);
        number.set(1);
        assertThat(number.get()).isEqualTo(1);
    }

    @Test
    void whatChangesWhileAListenerIsSlowIsToldAsOneChangeAndReadersWaitForNobody() {
        ManualWorkers workers = new ManualWorkers();
        OortMap<String, Room> rooms = rooms(on(one, SharedLimits.USUAL, workers));
        rooms.addListener(listener);
        workers.runAll();
        OortMap<String, Room> others = rooms(on(other));
        for (int i = 1; i <= 1_000; i++) {
            others.put("a", new Room(i));
            others.put("gone", new Room(i));
        }
        others.remove("gone");
        others.put("b", new Room(1));
        assertThat(rooms.find("a")).containsValue(new Room(1_000));
        assertThat(told).isEmpty();
        assertThat(workers.waiting()).isEqualTo(1);

        workers.runAll();
        assertThat(told).containsExactly("a: null to Room[seats=1000]", "b: null to Room[seats=1]");
        others.put("a", new Room(1));
        others.put("a", new Room(1_000));
        workers.runAll();
        assertThat(told).hasSize(2);
    }

    @Test
    void workersThatTakeNothingDelayWhatIsToldAndLoseNothing() {
        List<Runnable> tasks = new ArrayList<>();
        OortMap<String, Room> rooms = rooms(on(one, SharedLimits.USUAL, task -> {
            if (told.isEmpty()) {
                told.add("full");
                throw new RejectedExecutionException("thrown by the test");
            }
            tasks.add(task);
        }));
        rooms(on(other)).put("a", new Room(1));
        rooms.addListener(listener);
        assertThat(tasks).isEmpty();

        time.advance(Duration.ofSeconds(1));
        List.copyOf(tasks).forEach(Runnable::run);
        assertThat(told).containsExactly("full", "a: null to Room[seats=1]");
    }

    @Test
    void nothingIsToldAfterTheEnd() {
        ManualWorkers workers = new ManualWorkers();
        SharedObjects objects = on(one, SharedLimits.USUAL, workers);
        rooms(objects).addListener(listener);
        rooms(objects).put("a", new Room(1));
        objects.close();
        rooms(on(other)).put("b", new Room(1));
        workers.runAll();
        assertThat(told).isEmpty();
    }

    @Test
    void changesThatFollowEachOtherQuicklyShareAQuestionToTheOtherNodes() {
        OortLong number = on(one).number("number");
        int before = one.state().looks();
        number.set(1);
        number.set(2);
        assertThat(one.state().looks()).isEqualTo(before);
        assertThat(number.seen().toCompletableFuture()).isCompleted();
        assertThat(one.state().looks()).isEqualTo(before + 1);

        one.state().failing(true);
        assertThat(number.seen().toCompletableFuture()).isCompletedExceptionally();
        one.state().failing(false);
        assertThat(number.seen().toCompletableFuture()).isCompleted();
    }

    @Test
    void operatorsSeeWhatIsShared() {
        SharedObjects objects = on(one);
        SharedObjectsBean bean = new SharedObjectsBean(objects);
        assertThat(bean.text()).isEmpty();
        rooms(objects).put("a", new Room(1));
        rooms(on(other)).put("a", new Room(1));
        objects.number("n");
        putByOther("b", new byte[] {2});
        rooms(objects).merged();

        assertThat(bean.getObjects()).isEqualTo(2);
        assertThat(bean.getOwnEntries()).isEqualTo(Map.of("OortMap \"rooms\"", 1L, "OortLong \"n\"", 0L));
        assertThat(bean.getEntries()).isEqualTo(Map.of("OortMap \"rooms\"", 3L, "OortLong \"n\"", 0L));
        assertThat(bean.getBytes()).isEqualTo(Map.of("OortMap \"rooms\"", 38L, "OortLong \"n\"", 0L));
        assertThat(bean.getFailures()).isEqualTo(Map.of("OortMap \"rooms\"", 1L, "OortLong \"n\"", 0L));
        assertThat(bean.text()).isEqualTo("""
                        Shared objects: 2
                          OortLong "n": 0 entries here, 0 of all nodes, 0 bytes
                          OortMap "rooms": 1 entries here, 3 of all nodes, 38 bytes, 1 COULD NOT BE BOUND
                        """);
        assertThat(server.takeFailures()).hasSize(1);
    }
}
