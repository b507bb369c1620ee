package dev.halley.cluster.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.api.HistoryPolicy;
import dev.halley.api.Position;
import dev.halley.cluster.log.LogFormat.Striped;
import dev.halley.cluster.log.LogMessage.Acknowledge;
import dev.halley.cluster.log.LogMessage.Answer;
import dev.halley.cluster.log.LogMessage.Attach;
import dev.halley.cluster.log.LogMessage.Attached;
import dev.halley.cluster.log.LogMessage.Live;
import dev.halley.cluster.log.LogMessage.Page;
import dev.halley.cluster.log.LogMessage.Release;
import dev.halley.cluster.log.LogMessage.Tops;
import dev.halley.history.store.Run;
import dev.halley.history.store.StoredEntry.Key;
import dev.halley.spi.Cluster;
import dev.halley.spi.HistoryPage.Verdict;
import dev.halley.spi.NodeId;
import dev.halley.testing.Soak;
import dev.halley.testing.WrittenFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the nodes' logs say to each other arrives as it was, and what is no message does no harm. */
class LogFormatTest {

    private static final int TRIES = Soak.choose(20_000, 5_000_000);
    private static final ViewId VIEW = new ViewId(7, -3);
    private static final PublishId ID = new PublishId(new NodeId("a#1"), 1);

    private static LogMessage carried(LogMessage message) {
        Striped read = LogFormat.decode(LogFormat.encode(3, message));
        assertThat(read.stripe()).isEqualTo(3);
        return read.message();
    }

    private static void isRefused(LogMessage message, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> carried(message))
                .withMessageContaining("A message of the streams' log has " + why);
    }

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        RandomMessages messages = new RandomMessages(new Random(1));
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (int i = 0; i < 3 * RandomMessages.KINDS; i++) {
            LogMessage message = messages.next(i % RandomMessages.KINDS);
            samples.put(i + "-" + message.getClass().getSimpleName(), LogFormat.encode(i % Stripes.COUNT, message));
        }

        WrittenFormat.assertKept("log-1", samples);
    }

    @Test
    void eachKindHasANumber() {
        assertThat(LogFormat.MESSAGES.size()).isEqualTo(LogMessage.class.getPermittedSubclasses().length);
        assertThat(ChangeFormat.CHANGES.size()).isEqualTo(LogChange.class.getPermittedSubclasses().length);
        assertThat(ReadFormat.QUESTIONS.size()).isEqualTo(LogMessage.Question.class.getPermittedSubclasses().length);
        assertThat(ReadFormat.REPLIES.size()).isEqualTo(LogMessage.Reply.class.getPermittedSubclasses().length);
        assertThat(RandomMessages.KINDS).isEqualTo(LogFormat.MESSAGES.size());
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        long seed = System.nanoTime();
        RandomMessages messages = new RandomMessages(new Random(seed));
        for (int i = 0; i < 20 * RandomMessages.KINDS; i++) {
            LogMessage message = messages.next(i % RandomMessages.KINDS);
            assertThat(carried(message))
                    .as("seed %s, message %s", seed, i)
                    .usingRecursiveComparison()
                    .isEqualTo(message);
        }
    }

    @Test
    void messageOfAnotherKindVersionOrStripeIsRefused() {
        String[] whats = {"kind", "version", "stripe", "message"};
        for (int i = 0; i < whats.length; i++) {
            byte[] bytes = LogFormat.encode(0, new LogMessage.Leaving(VIEW));
            bytes[i] = 99;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> LogFormat.decode(bytes))
                    .withMessage("A message of the streams' log has an unknown " + whats[i] + ".");
        }
        assertThat(LogFormat.decode(LogFormat.encode(Stripes.COUNT - 1, new LogMessage.Leaving(VIEW)))
                        .stripe())
                .isEqualTo(Stripes.COUNT - 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.decode(LogFormat.encode(Stripes.COUNT, new LogMessage.Leaving(VIEW))));
    }

    @Test
    void messageThatIsCutOrLongerIsRefused() {
        RandomMessages messages = new RandomMessages(new Random(1));
        for (int i = 0; i < 3 * RandomMessages.KINDS; i++) {
            byte[] bytes = LogFormat.encode(0, messages.next(i % RandomMessages.KINDS));
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatIllegalArgumentException().isThrownBy(() -> LogFormat.decode(cut));
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatIllegalArgumentException().isThrownBy(() -> LogFormat.decode(longer));
        }
    }

    @Test
    void randomAndDamagedBytesAreReadOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RandomMessages messages = new RandomMessages(random);
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = random.nextInt(4) == 0 ? noise(random) : LogFormat.encode(1, messages.next());
            for (int damage = random.nextInt(4); damage >= 0; damage--) {
                int at = random.nextInt(bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
            }
            try {
                Striped read = LogFormat.decode(bytes);
                LogFormat.encode(read.stripe(), read.message());
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", try " + i + ": " + Arrays.toString(bytes), e);
            }
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[4 + random.nextInt(90)];
        random.nextBytes(bytes);
        bytes[0] = LogFormat.KIND;
        bytes[1] = LogFormat.VERSION;
        bytes[2] = 0;
        bytes[3] = (byte) random.nextInt(RandomMessages.KINDS);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 100, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void lengthBeyondTheMessageTakesNoMemory(int length) {
        byte[] bytes = LogFormat.encode(0, new Release(VIEW, List.of()));
        for (int i = 0; i < 4; i++) {
            bytes[bytes.length - 4 + i] = (byte) (length >>> 24 - 8 * i);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.decode(bytes))
                .withMessageContaining("an illegal number of values");
    }

    @Test
    void asManyItemsAsMayBeAreRead() {
        List<String> most = Collections.nCopies(LogMessage.MAX_ITEMS, "/a");
        assertThat(carried(new Release(VIEW, most))).isEqualTo(new Release(VIEW, most));
        isRefused(
                new Release(VIEW, Collections.nCopies(LogMessage.MAX_ITEMS + 1, "/a")), "an illegal number of values");
    }

    @Test
    void asManyRunsAsALineageMayHaveAreRead() {
        assertThat(carried(page(LogReader.MAX_RUNS))).isEqualTo(page(LogReader.MAX_RUNS));
        isRefused(page(LogReader.MAX_RUNS + 1), "an illegal number of values");
    }

    private static Answer page(int runs) {
        List<Run> lineage = LongStream.range(1, runs + 1)
                .mapToObj(first -> new Run("e" + first, first, first - 1, true))
                .toList();
        return new Answer(
                VIEW, "/a", 1, new Page(Verdict.OK, lineage, List.of(), 0, Position.NONE, new Position("e1", 1)));
    }

    @Test
    void offsetIsBelowWhatAllProgramsCanWrite() {
        Tops last = tops(LogReader.OFFSETS - 1);
        assertThat(carried(last)).isEqualTo(last);
        isRefused(tops(LogReader.OFFSETS), "an offset that is none");
    }

    private static Tops tops(long offset) {
        return new Tops(VIEW, List.of(new StreamTop("/a", new Position("e", offset))));
    }

    @Test
    void partIsOneOfThose() {
        int most = LogReader.MAX_PARTS;
        Attached last = new Attached(VIEW, "/a/*", most - 1, most, List.of());
        assertThat(carried(last)).isEqualTo(last);
        isRefused(new Attached(VIEW, "/a/*", most, most, List.of()), "a part that is none");
        isRefused(new Attached(VIEW, "/a/*", 0, most + 1, List.of()), "a part that is none");
        isRefused(new Attached(VIEW, "/a/*", 0, 0, List.of()), "a number below 1");
        isRefused(new Attached(VIEW, "/a/*", -1, 1, List.of()), "a number below 0");
    }

    @Test
    void channelsAndPatternsAreLegal() {
        for (String channel : List.of("", "a", "/a/*", "/service/a", "/meta/connect", "/a/", "/{a}")) {
            isRefused(new Acknowledge(VIEW, channel, 1), "no legal channel");
        }
        for (String pattern : List.of("", "/a", "/service/*", "/meta/**", "/*/a", "/a/**/")) {
            isRefused(new Attach(VIEW, pattern), "no legal pattern");
        }
        assertThat(carried(new Acknowledge(VIEW, "/a", 0))).isEqualTo(new Acknowledge(VIEW, "/a", 0));
        isRefused(new Acknowledge(VIEW, "/a", -1), "a number below 0");
    }

    @Test
    void liveEntriesFollowEachOther() {
        isRefused(new Live(VIEW, "/a", "", "e", List.of()), "entries that do not follow");
        isRefused(new Live(VIEW, "/a", "", "e", List.of(entry(1), entry(3))), "entries that do not follow");
        isRefused(new Live(VIEW, "/a", "", "", List.of(entry(1))), "entries that do not follow");
    }

    private static LogEntry entry(long offset) {
        return new LogEntry(offset, 1, ID, null, new byte[0]);
    }

    @Test
    void namesThatComeAgainAreKeptOnce() {
        Live read = (Live) carried(new Live(VIEW, "/a", "e", "e", List.of(entry(1), entry(2))));
        assertThat(read.entries().get(0).id().origin())
                .isSameAs(read.entries().get(1).id().origin());
        assertThat(read.predecessor()).isSameAs(read.epoch());
    }

    @Test
    void longestEntryHasRoomWithAllThatGoesWithIt() {
        byte[] data = new byte[LogFormat.MAX_ENTRY - 600];
        LogEntry entry = new LogEntry(1, 1, ID, new Key("k".repeat(300), "d".repeat(300)), data);
        List<Run> lineage = LongStream.range(1, LogReader.MAX_RUNS + 1)
                .mapToObj(first -> new Run("e".repeat(200) + first, first, first - 1, true))
                .toList();
        Page page = new Page(Verdict.OK, lineage, List.of(entry), 1, Position.NONE, new Position("e", 1));
        assertThat(LogFormat.encode(0, new Answer(VIEW, "/a", 1, page))).hasSizeLessThan(Cluster.MAX_LENGTH);
    }

    @Test
    void policyIsOne() {
        HistoryPolicy policy = new HistoryPolicy(1, Duration.ofDays(366));
        byte[] bytes = LogFormat.encode(0, new LogMessage.Publish(VIEW, "/a", ID, 0, null, policy, new byte[0]));
        assertThat(LogFormat.decode(bytes).message()).isInstanceOf(LogMessage.Publish.class);
        // The last byte of the seconds, before the nanoseconds and the length of the data.
        bytes[bytes.length - 9]++;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LogFormat.decode(bytes))
                .withMessageContaining("at most 366 days");
    }

    @Test
    void eachStripeHasChannels() {
        int[] channels = new int[Stripes.COUNT];
        for (int i = 0; i < 4_000; i++) {
            channels[Stripes.of("/chat/" + i)]++;
        }
        assertThat(IntStream.of(channels).min().orElse(0)).isGreaterThan(800);
        assertThat(Stripes.of("/chat/42")).isEqualTo(Stripes.of("/chat/42"));
    }
}
