package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** People talk on the chat page, in real browsers, with and without WebSockets, and while the server is restarted. */
class ChatPageIT {

    @TestFactory
    Stream<DynamicTest> chat() throws Exception {
        return new NodeProgram("chat.mjs").tests();
    }
}
