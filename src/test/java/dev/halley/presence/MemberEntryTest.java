package dev.halley.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.halley.json.RawJson;
import dev.halley.testing.WrittenFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a node says of a member. */
class MemberEntryTest {

    private static final MemberEntry USUAL = new MemberEntry(false, 2, 7, RawJson.parse("{\"name\":\"\u00c4nn\"}"));
    private static final MemberEntry LEAVING = new MemberEntry(true, 1, Long.MAX_VALUE / 2, null);

    @Test
    void whatIsWrittenIsReadAgain() {
        assertThat(MemberEntry.decode(USUAL.encode())).isEqualTo(USUAL);
        assertThat(MemberEntry.decode(LEAVING.encode())).isEqualTo(LEAVING);
    }

    @Test
    void entryOfAnotherVersionIsRefused() {
        byte[] other = USUAL.encode();
        other[0]++;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> MemberEntry.decode(other))
                .withMessageContaining("unknown version");
    }

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        Map<String, byte[]> samples = new LinkedHashMap<>();
        samples.put("usual", USUAL.encode());
        samples.put("leaving", LEAVING.encode());

        WrittenFormat.assertKept("member-1", samples);
    }
}
