package dev.halley.interop;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The JavaScript client of Salesforce's users, told an address and a token, goes on from its replayIds. */
class JsforceIT {

    @TestFactory
    Stream<DynamicTest> goesOnFromItsReplayIds() throws Exception {
        return new NodeProgram("salesforce.mjs", Map.of()).tests();
    }
}
