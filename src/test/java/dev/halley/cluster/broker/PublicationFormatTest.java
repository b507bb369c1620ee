package dev.halley.cluster.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.halley.api.Position;
import dev.halley.json.RawJson;
import dev.halley.protocol.ChannelId;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.MessageId;
import dev.halley.spi.Cluster;
import dev.halley.spi.DeliveryHints;
import dev.halley.spi.NodeId;
import dev.halley.spi.Origin;
import dev.halley.spi.Publication;
import dev.halley.testing.WrittenFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes from node to node arrives as it was, and what is no publication does no harm. */
class PublicationFormatTest {

    private static final NodeId NODE = new NodeId("a#1");

    private static Publication of(ChannelMessage message) {
        return new Publication(ChannelId.of("/a/b"), message, Position.NONE, new Origin(NODE, 7), DeliveryHints.TO_ALL);
    }

    private static Publication usual() {
        return of(ChannelMessage.of("/a/b", RawJson.parse("{\"text\":\"hello\"}")));
    }

    private static Publication full() {
        Map<String, RawJson> others = new LinkedHashMap<>();
        others.put("z", RawJson.NULL);
        others.put("ä\"\\ \uD83D\uDE00", RawJson.parse("[1, {\"x\":null}]"));
        others.put("data", RawJson.TRUE);
        others.put("", RawJson.from(""));
        ChannelMessage message = new ChannelMessage(
                "/other",
                MessageId.of("id"),
                RawJson.parse("{\"a\" : \"\\u00e4 € \uD83D\uDE00 \uFFFD\"}"),
                RawJson.parse("{\"binary\":{}}"),
                false,
                others,
                true);
        return new Publication(
                ChannelId.of("/a/b"),
                message,
                Position.NONE,
                new Origin(NODE, Long.MIN_VALUE),
                new DeliveryHints(Duration.ofMillis(1_500), false));
    }

    private static Publication carried(Publication publication) {
        return PublicationFormat.decode(PublicationFormat.encode(publication));
    }

    @Provide
    Arbitrary<Publication> publications() {
        Arbitrary<RawJson> json = Arbitraries.oneOf(
                Arbitraries.strings().map(RawJson::from),
                Arbitraries.integers().map(RawJson::from),
                Arbitraries.of("null", "true", "{}", "[ ]", "1e99", "{\"a\":[{\"b\":\"\\ud83d\\ude00\"}]}")
                        .map(RawJson::parse));
        Arbitrary<ChannelMessage> messages = Combinators.combine(
                        Arbitraries.of("/a/b", "/a/b/", "", "/other"),
                        Arbitraries.integers().map(MessageId::of).injectNull(0.5),
                        json.injectNull(0.2),
                        json.injectNull(0.5),
                        Arbitraries.of(true, false).injectNull(0.5),
                        Arbitraries.maps(Arbitraries.strings().ascii(), json).ofMaxSize(3),
                        Arbitraries.of(true, false))
                .as(ChannelMessage::new);
        Arbitrary<DeliveryHints> hints = Combinators.combine(
                        Arbitraries.longs()
                                .between(Long.MIN_VALUE / 2, Long.MAX_VALUE / 2)
                                .map(Duration::ofNanos)
                                .injectNull(0.5),
                        Arbitraries.of(true, false))
                .as(DeliveryHints::new);
        return Combinators.combine(messages, Arbitraries.longs(), hints)
                .as((message, session, hint) ->
                        new Publication(ChannelId.of("/a/b"), message, Position.NONE, new Origin(NODE, session), hint));
    }

    @Property(tries = 500)
    void everyComponentArrivesAsItWas(@ForAll("publications") Publication publication) {
        assertThat(carried(publication)).isEqualTo(publication);
    }

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        samples.put("usual", PublicationFormat.encode(usual()));
        samples.put("full", PublicationFormat.encode(full()));

        WrittenFormat.assertKept("publication-1", samples);
    }

    @Test
    void fieldsThatBayeuxDoesNotKnowKeepTheirOrderAndNames() {
        Publication full = full();
        Publication carried = carried(full);
        assertThat(carried).isEqualTo(full);
        assertThat(new ArrayList<>(carried.message().others().keySet()))
                .isEqualTo(new ArrayList<>(full.message().others().keySet()));
        assertThat(carried.message().data().text())
                .isEqualTo(full.message().data().text());
    }

    @Test
    void nameWithHalfACharacterArrivesAsJsonTextsHaveIt() {
        ChannelMessage message =
                ChannelMessage.of("/a/b", RawJson.TRUE).withOthers(Map.of("x\uD800", RawJson.from("\uD800")));
        assertThat(carried(of(message)).message().others()).isEqualTo(Map.of("x\uFFFD", RawJson.from("\uFFFD")));
    }

    @Test
    void asDeepAsJsonMayBeIsNotTooDeep() {
        String deep = "[".repeat(RawJson.MAX_DEPTH) + "]".repeat(RawJson.MAX_DEPTH);
        Publication publication = of(ChannelMessage.of("/a/b", RawJson.parse(deep)));
        assertThat(carried(publication)).isEqualTo(publication);
    }

    @Test
    void everyTruncationIsRefused() {
        for (Publication publication : List.of(usual(), full())) {
            byte[] bytes = PublicationFormat.encode(publication);
            for (int length = 0; length < bytes.length; length++) {
                byte[] part = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> PublicationFormat.decode(part))
                        .as("%s of %s bytes", length, bytes.length)
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> PublicationFormat.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                    .hasMessageContaining("behind its end");
        }
    }

    @Property(tries = 2_000)
    void randomBytesAreRefusedOrArePublications(@ForAll byte[] bytes) {
        assertHarmless(bytes);
        ByteBuffer headed = ByteBuffer.allocate(bytes.length + 2);
        headed.put(PublicationFormat.KIND).put(PublicationFormat.VERSION).put(bytes);
        assertHarmless(headed.array());
    }

    @Property(tries = 3_000)
    void oneByteChangedIsRefusedOrIsAPublication(@ForAll int at, @ForAll byte value) {
        byte[] bytes = PublicationFormat.encode(full());
        bytes[Math.floorMod(at, bytes.length)] = value;
        assertHarmless(bytes);
    }

    private static void assertHarmless(byte[] bytes) {
        try {
            assertThat(PublicationFormat.decode(bytes)).isNotNull();
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageMatching("(?s).+");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void anotherKindOrVersionIsRefused(int at) {
        byte[] bytes = PublicationFormat.encode(usual());
        bytes[at]++;
        assertThatThrownBy(() -> PublicationFormat.decode(bytes))
                .hasMessage("A publication has an unknown " + (at == 0 ? "kind." : "version."));
    }

    @Test
    void lengthThatPromisesMoreThanThereIsTakesNoMemory() {
        byte[] bytes = PublicationFormat.encode(usual());
        ByteBuffer.wrap(bytes).putInt(12, Integer.MAX_VALUE);
        assertThatThrownBy(() -> PublicationFormat.decode(bytes)).hasMessage("A publication has an illegal length.");
    }

    /** What it names, in place of the channel of a publication, of the same length. */
    @ParameterizedTest
    @ValueSource(strings = {"/a/*", "/**b", "a/bc", "/{b}", "/a//"})
    void whatIsNoChannelOfSubscribersIsRefused(String name) {
        Publication publication = new Publication(
                ChannelId.of("/a/b"),
                ChannelMessage.of("/a/b", RawJson.NULL),
                Position.NONE,
                new Origin(NODE, 0),
                DeliveryHints.TO_ALL);
        byte[] bytes = PublicationFormat.encode(publication);
        int at = bytes.length - "null".length() - 4 - 4;
        System.arraycopy(name.getBytes(), 0, bytes, at, 4);
        assertThatThrownBy(() -> PublicationFormat.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/service/x", "/meta/connect"})
    void serviceAndMetaChannelsAreRefused(String name) {
        String broadcast = "/" + "b".repeat(name.length() - 1);
        byte[] bytes = PublicationFormat.encode(new Publication(
                ChannelId.of(broadcast),
                ChannelMessage.of(broadcast, RawJson.NULL),
                Position.NONE,
                new Origin(NODE, 0),
                DeliveryHints.TO_ALL));
        System.arraycopy(name.getBytes(), 0, bytes, bytes.length - 8 - name.length(), name.length());
        assertThatThrownBy(() -> PublicationFormat.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("broadcast channel");
    }

    @Test
    void jsonThatIsNoneNeverComesToSubscribers() {
        byte[] bytes = PublicationFormat.encode(usual());
        bytes[bytes.length - 1] = ',';
        assertThatThrownBy(() -> PublicationFormat.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("A publication has a text that is none");
    }

    @Test
    void textThatIsNoUtf8IsRefused() {
        byte[] bytes = PublicationFormat.encode(usual());
        bytes[bytes.length - 3] = (byte) 0xFF;
        assertThatThrownBy(() -> PublicationFormat.decode(bytes))
                .hasMessageContaining("The bytes are not text in UTF-8");
    }

    @Test
    void asLongAsAMessageBetweenNodesMayBeAndNoLonger() {
        int around = PublicationFormat.encode(of(ChannelMessage.of("/a/b", RawJson.from("")))).length;
        String longest = "x".repeat(Cluster.MAX_LENGTH - around);
        Publication fits = of(ChannelMessage.of("/a/b", RawJson.from(longest)));
        byte[] bytes = PublicationFormat.encode(fits);
        assertThat(bytes).hasSize(Cluster.MAX_LENGTH);
        assertThat(PublicationFormat.decode(bytes)).isEqualTo(fits);
        assertThatThrownBy(() -> PublicationFormat.encode(of(ChannelMessage.of("/a/b", RawJson.from(longest + 'x')))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A message that goes to other nodes has at most 16777216 bytes, this one has 16777217.");
    }
}
