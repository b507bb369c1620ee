package dev.halley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.halley.api.ChannelHistory;
import dev.halley.api.HistoryConsumer;
import dev.halley.api.HistoryEntry;
import dev.halley.api.HistorySlice;
import dev.halley.api.Position;
import dev.halley.api.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What code of the server reads, clears and consumes of a channel's history. */
class ChannelHistoryTest {

    @RegisterExtension
    final TestCores servers = new TestCores();

    private final TestCore server = servers.start("history", "/kept/*=5/10m");

    private ChannelHistory history() {
        return server.channel("/kept/a").history();
    }

    private Position publish(Object... all) {
        Position last = Position.NONE;
        for (Object data : all) {
            last = server.channel("/kept/a")
                    .publishAsync(null, data)
                    .toCompletableFuture()
                    .join();
        }
        return last;
    }

    private static List<String> data(HistorySlice<String> slice) {
        return slice.entries().stream().map(HistoryEntry::data).toList();
    }

    @Test
    void positionIsThatOfTheNewestMessage() {
        Position last = publish("a", "b");
        assertThat(history().position().toCompletableFuture().join()).isEqualTo(last);
    }

    @Test
    void pagesAreRead() {
        Position last = publish("a", "b", "c");
        HistorySlice<String> first = history()
                .since(Position.NONE, 2, String.class)
                .toCompletableFuture()
                .join();
        assertThat(data(first)).containsExactly("a", "b");
        assertThat(first.top()).isEqualTo(last);
        Position at = first.entries().get(1).position();
        assertThat(data(history()
                        .since(at, 2, String.class)
                        .toCompletableFuture()
                        .join()))
                .containsExactly("c");
        assertThat(data(history().last(2, String.class).toCompletableFuture().join()))
                .containsExactly("b", "c");
    }

    @Test
    void whatCannotBeHadIsSaid() {
        Position first = publish("a");
        publish("b", "c", "d", "e", "f", "g");
        HistorySlice<String> slice =
                history().since(first, 9, String.class).toCompletableFuture().join();
        assertThat(slice.missing()).contains("evicted");
        assertThat(slice.entries()).isEmpty();
    }

    @Test
    void channelsWithoutHistoryAndPatternsHaveNone() {
        assertThatIllegalStateException()
                .isThrownBy(() -> server.channel("/plain").history())
                .withMessageContaining("keeps no history");
        assertThatIllegalStateException()
                .isThrownBy(() -> server.channel("/kept/*").history());
        assertThatIllegalArgumentException().isThrownBy(() -> history().last(0, String.class));
    }

    @Test
    void clearedMessagesAreGoneForClients() {
        Position before = publish("a");
        publish("b");
        history().clear();
        assertThat(history().last(9, String.class).toCompletableFuture().join().entries())
                .isEmpty();
        assertThat(history()
                        .since(before, 9, String.class)
                        .toCompletableFuture()
                        .join()
                        .missing())
                .contains("cleared");
    }

    private static final class Recorder implements HistoryConsumer<Integer> {
        private final List<String> got = new ArrayList<>();
        private int failing;

        @Override
        public void accept(HistoryEntry<Integer> entry) {
            if (failing > 0) {
                failing--;
                throw new IllegalStateException("not now");
            }
            got.add(String.valueOf(entry.data()));
        }

        @Override
        public void missed(String reason, Position after) {
            got.add(reason);
        }
    }

    @Test
    void consumerGetsWhatFollowsItsPositionThenWhatIsPublished() {
        Position first = publish(1);
        publish(2, 3);
        Recorder recorder = new Recorder();
        Registration registration = history().consume(first, Integer.class, recorder);
        publish(4, 5);
        assertThat(recorder.got).containsExactly("2", "3", "4", "5");
        registration.close();
        publish(6);
        assertThat(recorder.got).hasSize(4);
    }

    @Test
    void consumerBeginsWithTheOldestWhereItHasNoPosition() {
        publish(1, 2, 3, 4, 5, 6);
        Recorder recorder = new Recorder();
        history().consume(Position.NONE, Integer.class, recorder);
        publish(7);
        assertThat(recorder.got).containsExactly("2", "3", "4", "5", "6", "7");
    }

    @Test
    void consumerOfAnEmptyHistoryGetsTheFirstMessage() {
        Recorder recorder = new Recorder();
        history().consume(Position.NONE, Integer.class, recorder);
        publish(1);
        assertThat(recorder.got).containsExactly("1");
    }

    @Test
    void consumerIsToldWhatItCannotHave() {
        Position first = publish(1);
        publish(2, 3, 4, 5, 6, 7);
        Recorder recorder = new Recorder();
        history().consume(first, Integer.class, recorder);
        assertThat(recorder.got).containsExactly("evicted", "3", "4", "5", "6", "7");
    }

    @Test
    void messageThatAConsumerFailsForComesAgainBeforeAllOthers() {
        server.expectFailures(2);
        Recorder recorder = new Recorder();
        recorder.failing = 2;
        Position before = history().position().toCompletableFuture().join();
        history().consume(before, Integer.class, recorder);
        publish(1, 2);
        assertThat(recorder.got).isEmpty();
        server.pass(Duration.ofSeconds(1).toMillis());
        assertThat(recorder.got).isEmpty();
        server.pass(Duration.ofSeconds(2).toMillis());
        assertThat(recorder.got).containsExactly("1", "2");
    }

    @Test
    void dataThatDoesNotFitIsToldAndPassedOver() {
        Recorder recorder = new Recorder();
        history().consume(Position.NONE, Integer.class, recorder);
        publish(1, "no number", 2);
        assertThat(recorder.got).containsExactly("1", "2");
        assertThat(server.events().named("unfitData")).hasSize(1);
    }

    @Test
    void consumerThatPublishesOnItsChannelGetsThatToo() {
        List<Integer> got = new ArrayList<>();
        history().consume(Position.NONE, Integer.class, entry -> {
            got.add(entry.data());
            if (entry.data() < 4) {
                publish(entry.data() + 1);
            }
        });
        publish(1);
        assertThat(got).containsExactly(1, 2, 3, 4);
    }
}
