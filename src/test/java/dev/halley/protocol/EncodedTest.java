package dev.halley.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.halley.json.RawJson;
import dev.halley.spi.Batch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedTest {

    private static Encoded event(String data) {
        return Encoded.of(ChannelMessage.of("/a", RawJson.from(data)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "é", "€", "😀", "xé€😀"})
    void lengthIsThatInUtf8BeforeAndAfterItIsEncoded(String data) {
        Encoded event = event(data);
        int before = event.length();
        assertThat(before).isEqualTo(event.utf8().length).isEqualTo(event.length());
        Encoded encodedFirst = event(data);
        assertThat(encodedFirst.utf8()).hasSize(encodedFirst.length());
    }

    @Test
    void lengthOfABatchIsThatOfItsTextInUtf8() {
        for (List<Encoded> messages : List.of(
                List.<Encoded>of(), List.of(event("é")), List.of(event("€"), event("😀")), List.of(event("x")))) {
            Batch batch = new Batch(messages);
            assertThat(batch.length()).isEqualTo(batch.text().getBytes(StandardCharsets.UTF_8).length);
        }
    }
}
