package dev.halley.cluster.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.cluster.state.StateMessage.Ack;
import dev.halley.cluster.state.StateMessage.Delta;
import dev.halley.cluster.state.StateMessage.Head;
import dev.halley.cluster.state.StateMessage.Want;
import dev.halley.spi.OwnedState.Key;
import dev.halley.testing.Soak;
import dev.halley.testing.WrittenFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateMessageTest {

    private static final int TRIES = Soak.choose(50_000, 5_000_000);
    private static final UUID LIFE = new UUID(-1, 7);
    private static final Key KEY = new Key("interest", "/a/ü/€/\uD83D\uDE00");

    private static final Delta DELTA = new Delta(
            LIFE,
            false,
            3,
            9,
            9,
            List.of(
                    Entry.put(KEY, 4, new byte[] {1, 2, 3}),
                    Entry.removal(new Key("interest", ""), 8),
                    Entry.put(new Key("s".repeat(255), "n".repeat(65_535)), 9, new byte[0])));

    private static final List<StateMessage> MESSAGES = List.of(
            new Head(LIFE, Head.NOT_SERVED, true, 0),
            new Head(LIFE, Long.MAX_VALUE, false, 12),
            new Want(LIFE, 0),
            new Want(LIFE, 17),
            new Ack(LIFE, 17, 3),
            new Delta(LIFE, true, 0, 0, 0, List.of()),
            DELTA);

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        List<Entry> entries =
                List.of(Entry.put(KEY, 4, new byte[] {1, 2, 3}), Entry.removal(new Key("interest", ""), 8));
        Stream.concat(
                        MESSAGES.stream().filter(message -> message != DELTA),
                        Stream.of(new Delta(LIFE, false, 3, 9, 9, entries)))
                .forEach(message ->
                        samples.put(samples.size() + "-" + message.getClass().getSimpleName(), message.encode()));

        WrittenFormat.assertKept("state-1", samples);
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        for (StateMessage message : MESSAGES) {
            StateMessage read = StateMessage.decode(message.encode());
            assertThat(read).usingRecursiveComparison().isEqualTo(message);
        }
    }

    @Test
    void sizeOfAnEntryIsThatOnTheWire() {
        int sizes = DELTA.entries().stream().mapToInt(Entry::size).sum();
        assertThat(DELTA.encode()).hasSize(Delta.HEADER + sizes);
    }

    @Test
    void keysOfAMessageShareTheNameOfTheirSection() {
        Delta read = (Delta) StateMessage.decode(DELTA.encode());
        assertThat(read.entries().get(1).key().section())
                .isSameAs(read.entries().get(0).key().section());
    }

    @Test
    void messageOfAnotherKindOrVersionIsRefused() {
        byte[] kind = new Want(LIFE, 1).encode();
        kind[0] = '?';
        byte[] version = new Want(LIFE, 1).encode();
        version[1] = 2;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateMessage.decode(kind))
                .withMessageContaining("unknown kind");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateMessage.decode(version))
                .withMessageContaining("version of the wire");
    }

    @Test
    void messageThatIsCutOrLongerIsRefused() {
        for (StateMessage message : MESSAGES) {
            byte[] bytes = message.encode();
            for (int length = 0; length < Math.min(bytes.length, 200); length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatIllegalArgumentException().isThrownBy(() -> StateMessage.decode(cut));
            }
            byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StateMessage.decode(longer))
                    .withMessageContaining("wrong length");
        }
    }

    @Test
    void listOfEntriesIsNotLongerThanTheMessage() {
        byte[] bytes = new Delta(LIFE, true, 0, 0, 0, List.of()).encode();
        for (int count : new int[] {1, -1, Integer.MAX_VALUE}) {
            ByteBuffer.wrap(bytes).putInt(bytes.length - 4, count);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StateMessage.decode(bytes))
                    .withMessageContaining("number of entries");
        }
    }

    @Test
    void versionsThatCannotBeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Head(LIFE, -2, true, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Head(LIFE, 0, true, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Want(LIFE, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Ack(LIFE, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Delta(LIFE, false, 2, 1, 1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Delta(LIFE, false, 1, 2, 3, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Delta(LIFE, true, 1, 3, 2, List.of()));
        Entry before = Entry.put(KEY, 1, new byte[0]);
        Entry after = Entry.put(KEY, 3, new byte[0]);
        for (Delta wrong : List.of(
                new Delta(LIFE, false, 1, 2, 2, List.of(before)),
                new Delta(LIFE, false, 1, 2, 2, List.of(after)),
                new Delta(LIFE, true, 1, 2, 2, List.of(before)))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StateMessage.decode(wrong.encode()))
                    .withMessageContaining("version of an entry");
        }
    }

    @Test
    void keyThatIsNotUtf8OrHasNoSectionIsRefused() {
        byte[] bytes = new Delta(LIFE, false, 0, 1, 1, List.of(Entry.put(new Key("s", "n"), 1, new byte[0]))).encode();
        int section = Delta.HEADER + 10;
        byte[] malformed = bytes.clone();
        malformed[section] = (byte) 0xFF;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateMessage.decode(malformed))
                .withMessageContaining("not UTF-8");
        bytes[section - 1] = 0;
        assertThatIllegalArgumentException().isThrownBy(() -> StateMessage.decode(bytes));
    }

    @Test
    void randomAndDamagedBytesAreReadOrRefusedAndNothingElse() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < TRIES; i++) {
            byte[] bytes = random.nextBoolean() ? noise(random) : damaged(random);
            try {
                StateMessage.decode(bytes).encode();
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotEmpty();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", try " + i + ": " + Arrays.toString(bytes), e);
            }
        }
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(90)];
        random.nextBytes(bytes);
        if (bytes.length > 2 && random.nextInt(4) > 0) {
            bytes[0] = (byte) "HWDA".charAt(random.nextInt(4));
            bytes[1] = StateMessage.WIRE_VERSION;
        }
        return bytes;
    }

    private static byte[] damaged(Random random) {
        Delta delta =
                new Delta(LIFE, random.nextBoolean(), 3, 9, 9, DELTA.entries().subList(0, 2));
        byte[] bytes = random.nextInt(3) == 0
                ? MESSAGES.get(random.nextInt(MESSAGES.size() - 1)).encode()
                : delta.encode();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }
}
