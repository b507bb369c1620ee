package dev.halley.oort.core;

import dev.halley.json.RawJson;
import dev.halley.oort.core.PrimaryNumbers.Operation;
import dev.halley.protocol.ChannelMessage;
import dev.halley.protocol.CloseReason;
import dev.halley.protocol.MessageId;
import dev.halley.testing.WrittenFormat;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What nodes say to each other for Oort and Seti. */
class OortFormatsTest {

    @Test
    void whatAVersionWritesStaysAsItIs() throws IOException {
        RawJson json = RawJson.parse("{\"a\":\"\u00e4\"}");
        ChannelMessage message =
                new ChannelMessage("/a", MessageId.of("1"), json, RawJson.TRUE, true, Map.of("other", json), true);
        Map<String, byte[]> samples = new LinkedHashMap<>();
        for (CallStatus status : CallStatus.all()) {
            String text = status == CallStatus.RESULT ? json.text() : "why";
            samples.put("answer-" + status, new CallAnswer(status, text).encode());
        }
        for (Operation operation : Operation.values()) {
            samples.put("number-" + operation, new PrimaryNumbers.Question(operation, "hits", -1, 2).encode());
        }
        samples.put("forward", new ForwardServices.Question("service", true, 5_000, json).encode());
        samples.put("tally", Tally.ZERO.add("a", 3).add("b", -4).encode());
        samples.put("users", LocalUsers.value(3));
        samples.put("seti-answer", SetiRequest.answer(2));
        samples.put("seti-send", SetiRequest.send(List.of("ann", "bob"), SetiRequest.body(message)));
        samples.put("seti-kick", SetiRequest.kick(List.of("ann"), CloseReason.DISCONNECTED));

        WrittenFormat.assertKept("oort-1", samples);
    }
}
