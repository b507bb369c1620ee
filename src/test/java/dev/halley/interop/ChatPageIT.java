package dev.halley.interop;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** People use the front page and the chat page in real browsers: over each transport, offline, after a restart, with the keyboard alone. */
class ChatPageIT {

    @TestFactory
    Stream<DynamicTest> chat() throws Exception {
        return new NodeProgram("chat.mjs").tests();
    }
}
